import { anyOf } from '../patterns.ts';

/** Names of variables, headers and cookies that have a secret. */
const SECRET =
  '(?!\\w*(?:CACHE|SORT|PUBLIC|PRIMARY|PARTITION|FOREIGN)_KEYS?\\b)\\w*(?:PASS(?:WORD|WD|PHRASE)?|PWD|SECRET|TOKEN|KEY|CREDENTIAL|DSN|AUTH|COOKIE|DATABASE_URL|CONNECTION)S?\\b';

/** What reads a secret variable of the process, or all of them, in each language. */
const VARIABLES = anyOf(
  new RegExp(`\\bprocess\\.env(?:\\.|\\[["'\`])${SECRET}`),
  new RegExp(
    `\\b(?:environ(?:\\[|\\.get\\()|[gG]etenv\\(|LookupEnv\\(|env::var(?:_os)?\\(|ENV(?:\\[|\\.fetch\\()|GetEnvironmentVariable\\()\\s*["'\`]${SECRET}`,
  ),
  /\bprocess\s*(?:\.\s*env\b|\[\s*["'`]env["'`]\s*\])(?!\s*(?:\.\w|\[\s*["'`]|\)?\s*=(?!=)))|[{,]\s*env\b[^}]*\}\s*=\s*process\b/,
  /\benviron\b(?!b?(?:\[\s*["']|\.(?:get|setdefault|pop|copy)\(\s*["'\w]))|\bos\.Environ\(\)|\bSystem\.getenv\(\s*\)|\bSystem\.getProperties\(/,
  /\benv::vars(?:_os)?\(|\bENV(?:\.(?:to_h|to_a|each|map|inspect|values|select|sort|sum)|\s*\)|,)|\bEnvironment\.GetEnvironmentVariables\(/,
  /\/proc\/(?:self|\d+|\$\w+)\/environ/,
);

/** What a browser or a request carries of a person. */
const OF_PERSONS = anyOf(
  /\bdocument\s*(?:\.\s*cookie\b|\[\s*["'`]cookie)(?!\s*=(?!=))|\bcookieStore\b|\b(?:local|session)Storage\b(?!\.(?:set|remove|clear))|\bindexedDB\b/,
  /\b(?:[rR]eq(?:uest)?|ctx|context|[cC]ontext\.Request|r|c|self\.request|cgi)\.(?:signed)?(?:[cC]ookies?|COOKIES)\b(?!\s*=(?!=))/,
  /\b(?:[rR]eq(?:uest)?|ctx|r|event|exchange|self\.request)\b[\w.()?]*\.?(?:[hH]eaders?|META|getHeader|get|header)\b\W{0,6}(?:Get\(|get\(|\[)?\W{0,3}(?:[aA]uthorization|[cC]ookie|[xX]-[aA][pP][iI]-[kK]ey|[xX]-[aA]uth\w*|HTTP_AUTHORIZATION|HTTP_COOKIE|[tT]oken)\b/,
  /\b(?:[rR]eq(?:uest)?|ctx\.request|event)\.(?:raw)?[hH]eaders\b(?!\s*(?:\?\.|[.[]))|\br\.Header\b(?!\s*[.[])/,
);

/** Files that only their owner reads. */
const OWN_FILES = anyOf(
  /["'`/\\](?:\.ssh|\.aws|\.netrc|\.npmrc|\.pypirc|\.kube|\.gnupg|\.pgpass|\.docker|\.git-credentials|\.cargo|\.config\/(?:gh|gcloud)|\.bash_history|\.zsh_history)\b|\bid_(?:rsa|ed25519|ecdsa)\b|\/etc\/(?:passwd|shadow)\b/,
  /\bos\.homedir\(|(?<![.\w])homedir\(|\bPath\.home\(|\bexpanduser\(|\bUserHomeDir\(|\bDir\.home\b|["']user\.home["']|\bSpecialFolder\.(?:UserProfile|ApplicationData)\b|\bhome_dir\(/,
);

export const PRIVATE_SOURCES = anyOf(VARIABLES, OF_PERSONS, OWN_FILES);

/** Modules whose calls reach other machines. In Go, `net/http` is also what a server is made of. */
const NETWORK_MODULES =
  /^(?:node:)?(?:https?|http2|net|tls|dgram|dns(?:\/promises)?|undici|axios|got|ky|node-fetch|cross-fetch|superagent|request|needle|phin|ws|nodemailer|ssh2|ftp|basic-ftp|smtp-client)$|^(?:socket|socketserver|urllib\d?(?:\.\w+)*|http\.client|requests|httpx|aiohttp|smtplib|ftplib|telnetlib|poplib|imaplib|paramiko|websockets?|xmlrpc(?:\.\w+)*|pycurl|dns(?:\.\w+)*)$|^(?:net|net\/(?:smtp|rpc|url)|golang\.org\/x\/(?:net|crypto\/ssh).*)$|^(?:net\/\w+|socket|resolv|open-uri|faraday|httparty|rest-client|excon|typhoeus|httpx)$|^java(?:x)?\.net\b|^(?:okhttp3|org\.apache\.http|io\.netty)\b|^(?:std::net|reqwest|ureq|hyper|tokio::net|isahc|curl)\b|^System\.Net(?!\.Http\.Json$)/;

/** Checks whether a module that a file imports reaches other machines. */
export const isOfNetwork = (path: string, module: string): boolean =>
  NETWORK_MODULES.test(module) && !(path.endsWith('.go') && module === 'net/http');

/** Names of such modules that no call has: types and failures. */
export const NO_CALL = /(?:Error|Exception|Message|Response|Status|Headers?|Agent|Timeout)$/;

/** Modules that start programs. */
export const PROGRAM_MODULES =
  /^(?:node:)?(?:child_process|cluster|worker_threads)$|^(?:execa|zx|shelljs|cross-spawn|node-pty)$|^(?:subprocess|pty|pexpect|sh|plumbum|invoke|fabric|multiprocessing)$|^(?:os\/exec|syscall|golang\.org\/x\/sys.*)$|^(?:open3|pty|shellwords)$|^std::process\b|^tokio::process\b|^duct\b|^System\.Diagnostics(?:\.Process)?$|^java\.lang\.Process/;

/** Calls that reach other machines, and places from which a browser loads something. */
export const SENDS = anyOf(
  /(?<![.\w])fetch\s*\(|\b(?:globalThis|window|self|global|top|parent)\s*(?:\.\s*fetch\b|\[\s*["'`]fetch)|\bXMLHttpRequest\b|\b(?:WebSocket|EventSource|RTCPeerConnection|Worker)\s*\(|\bsendBeacon\b|\bpostMessage\(|\baxios\b|\bnavigator\s*\[/,
  /\.(?:src|href|action|srcset|formAction)\s*=(?!=)|\b(?:location(?:\.href)?\s*=(?!=)|location\.(?:assign|replace)\(|window\.open\()|\bsetAttribute\(\s*["'](?:src|href|action)|\bimport\(\s*`/,
  /\b(?:dns|net|tls|dgram|https?|undici|got|requests|httpx|urllib\w*|socket|smtplib)(?:\.\w+)*\.(?:get|request|connect|createConnection|resolve\w*|lookup|send\w*|post|put|patch|urlopen|create_connection|SMTP|stream|socket)\s*\(/,
  /\burlopen\(|\bgetaddrinfo\(|\bgethostbyname\w*\(|\b(?:sendmail|send_message|sendall|sendto)\(|\bhttp\.(?:Get|Post\w*|Head|NewRequest\w*)\(|\bnet\.(?:Dial|Lookup)\w*\(|\.(?:LookupHost|LookupTXT|LookupIP\w*|DialContext)\(|\bsmtp\.SendMail\(/,
  /\bNet::(?:HTTP|SMTP|FTP)\b|\bURI\.(?:open|parse)\(|\b(?:Faraday|HTTParty|RestClient|Excon|Typhoeus|Resolv)\b|\b(?:TCP|UDP)Socket\b|\bSocket\.(?:tcp|udp|getaddrinfo)\b/,
  /\bnew\s+(?:java\.net\.)?(?:URL|URI|Socket|DatagramSocket|DatagramPacket)\s*\(|\.openConnection\(|\.openStream\(|\bURI\.create\(|\bInetAddress\.get\w+\(|\bHttpRequest\b|\b(?:RestTemplate|WebClient|OkHttpClient|HttpClient)\b/,
  /\b(?:GetAsync|PostAsync|PutAsync|SendAsync|GetStringAsync|PostAsJsonAsync|DownloadString|UploadString|UploadData|GetHostEntry\w*|GetHostAddresses\w*)\(|\b(?:TcpClient|UdpClient|SmtpClient|HttpWebRequest|ClientWebSocket)\b/,
  /\b(?:reqwest|ureq|isahc|surf|attohttpc)::|\b(?:TcpStream|UdpSocket)::|\.to_socket_addrs\(/,
);

/** An address on another machine, to which a text adds something. */
export const ADDRESS = /["'`(](?:https?|wss?|ftp):\/\/|["'`]\/\/[\w-]+\.\w/;

/** Calls that start programs. */
export const STARTS_PROGRAM = anyOf(
  /(?<![.\w])(?:exec|execSync|execFile\w*|spawn|spawnSync|fork|execa\w*|popen|system)\s*\(|\bchild_?[pP]rocess\b|\bos\.(?:system|popen|exec\w+|spawn\w+|posix_spawn\w*)\(|\bsubprocess\b|\bpty\.spawn\(/,
  /\bexec\.Command\w*\(|\bsyscall\.(?:Exec|ForkExec)\(|\bos\.StartProcess\(|\bCommand::new\(|\bProcessBuilder\b|\bRuntime\.getRuntime\(\)|\bProcess\.Start\(|\bProcessStartInfo\b/,
  /(?<![.\w:'"])(?:system|exec|spawn)\s+["'(]|\b(?:Kernel|Process)\.(?:system|exec|spawn|fork)\b|\bIO\.popen\b|\bopen\(\s*["']\||\bOpen3\.|%x[{([]/,
);

/** Answers that carry a value to others: headers, redirects, and texts of pages. */
export const ANSWERS = anyOf(
  /\b(?:res|response|reply|ctx|c|w|resp|rsp|httpResponse|self)\b[\w.()]*\.(?:set|header|setHeader|append|addHeader|writeHead|add_header|Set|Add|headers?\[|Headers?\.(?:Append|Add|Set)|Header\(\)\.(?:Set|Add))\b|\b(?:response|resp|res|self)\.?headers?\s*\[/i,
  /\b(?:redirect|redirect_to|sendRedirect|Redirect|HttpResponseRedirect|RedirectResponse)\b\s*\(?/,
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write(?:ln)?|render_template_string|raw|html_safe)\b|["'`].{0,200}?<\/?[a-z]{1,10}[\s>].{0,300}?(?:\$\{|#\{|\{\w|["'`]\s*\+)/,
);
