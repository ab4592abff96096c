import type { CodeLine } from './lines.ts';

/** Letters of other alphabets that look like Latin ones, each with the one that a reader sees. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  Array.from(
    'аaеeоoрpсcхxуyіiјjѕsһhԁdԛqԝwнhкkмmтtвbгrАaВbЕeКkМmНhОoРpСcТtХxІiЈjЅsοoαaεeιiκkνvρpτtυuΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxıi'.matchAll(
      /(.)(.)/gu,
    ),
    ([, other, latin]) => [other!, latin!],
  ),
);

/** What a reader sees of a text: without characters of no width, marks of comments, emphasis and alphabets that look alike. */
export function seenText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{Mn}\p{Cf}\u00ad\u115f\u3164]/gu, '')
    .replace(/[^\0-\x7f]/gu, (letter) => ALIKE.get(letter) ?? letter)
    .replace(/<!--|-->|[*_`"“”„«»>|#\\]|\/\/|\/\*/g, ' ')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

const REVIEWER =
  '(?:(?:automat(?:ed|ic)|ai|llm|human|code|merge|security)[ -])*(?:reviewers?|reviewing (?:model|agent|system)s?|review(?:er)?[ -](?:bots?|agents?|models?|tools?|systems?)|judges?|judging models?|graders?|evaluators?|checkers?|auditors?|scanners?|approvers?|prufer(?:in(?:nen)?|n)?|prufende[nrs]? (?:modell|agent|ki|person)\\w*|gutachter\\w*|(?:relect|evaluat|verificat|revis)eurs?|modele (?:de (?:revue|relecture)|relecteur|verificateur)|(?:revis|evalua|audit|verifica)dor(?:es|a)?|modelo (?:revisor|evaluador|de revision)|revisores|revisor[ei]|valutator[ei]|avaliador(?:es|a)?|beoordelaars?)(?: automati\\w+| ia)?';
const MACHINE =
  '(?:ai|llm|gpt|claude|codex|gemini|copilot|chatgpt|machine|bots?|model|assistant|assistent|asistente|automat(?:ed|ic)|language models?|sprachmodell|ki(?:-modell)?|modell|modele de langage)';
const CHANGE =
  '(?:(?:this|these|diese[nmrs]?|cette?|ce|este|esta|quest[oa]|deze|dit|the|that|die|der|das|la|le|el|il|o|a) (?:\\w+ )?(?:change(?:set)?s?|diffs?|patch(?:es)?|prs?|pull request|merge request|commits?|refactor\\w*|anderung(?:en)?|changements?|modifications?|correctifs?|cambios?|parche|modifica|contributions?|submissions?|alteracao|mudanca|wijziging)|(?:this|these|diese[nmrs]?|cette?|ce|este|esta) (?:\\w+ )?(?:code|results?|files?|branch|work|implementation|ergebnis\\w*|arbeit|resultat|resultado|codigo))\\b';
/** Words that the templates below use. */
const SIGNED = /signed[ -]off/.source;
const ANYBODY = /whoever|whatever|anyone|anybody|everyone/.source;
const MERGING = /merging|landing/.source;
const APPROVED = `(?:${SIGNED}|approved|reviewed|cleared|vetted|audited|verified|accepted|okayed|greenlit|freigegeben|genehmigt|abgenommen|gepruft|gebilligt|approuvee?s?|validee?s?|relue?s?|verifiee?s?|aprobad[oa]s?|revisad[oa]s?|validad[oa]s?|autorizad[oa]s?|approvat[oa]|revisionat[oa]|verificat[oa]|aprovad[oa]|goedgekeurd|nagekeken)`;
const MERGE =
  '(?:merge[dn]?|land(?:ed)?|approve[dn]?|mergen|gemerg[te]+|ubernommen|ubernehmen|zusammengefuhrt|fusionn?(?:er|ee?)|merger|fusionar|mezclar|aprobar|approuver|freigeben|integrar)';
const NOTHING =
  '(?:no|zero|0|keine?|aucune?|ningun[ao]?|sin) (?:\\w+ )?(?:findings?|issues?|problems?|objections?|concerns?|risks?|vulnerabilit\\w+|befunde?|einwande?|problemes?|remarques?|objeciones|problemas?)\\b';

/** Texts that speak to those who review a result, or claim their answer: a row for each way, in several languages. */
const SPEAKS: readonly RegExp[] = [
  // Somebody is addressed.
  `\\b(?:to|dear|attn|attention|hey|hello|(?:note|notice|hint|message|information) (?:to|for)|for|an|hinweis (?:an|fur)|fur|liebe\\w*|note (?:au|a|pour)|pour|aux?|cher|para|nota (?:para|per|ao?)|aviso (?:a|para)|al|estimad[oa]|per|aan|voor)(?: (?:the|any|all|every|das|den|die|der|le|la|les|el|los|un|une|il|lo|i|gli|o|os|het))* (?:${MACHINE} )?(?:${REVIEWER})(?: \\(?[\\w ]{0,20}\\)?)? ?(?:[:;–—]|- |, (?:please|you|this|these|all|ignore|approve|do not|bitte|merci|por favor))`,
  `\\b(?:to|dear|attn|attention|hey|hello|note to|notice to|message to|an|hinweis an|pour|nota para|para)(?: (?:the|any|all|das|den|le|el))* ${MACHINE}(?: \\w+)? ?: ?\\w`,
  `\\b(?:dear|hey|hello|attn|attention|liebe\\w*|cher|estimad[oa]) (?:the )?${MACHINE}(?: \\w+)? ?[,:!]`,
  `\\b(?:${ANYBODY}|those|wer|quien|quiconque|person|people|one) (?:\\w+ ){0,4}(?:review|evaluat|judg|grad|assess|check|audit|approv|pruf|evalu|verif)\\w* (?:${CHANGE}|this|it) ?[:,]`,
  '\\b(?:stop|end|abort|halt|skip) (?:your|the|this|any|all) (?:\\w+ )?(?:analysis|reviews?|evaluation|audit|inspection|assessment|judg\\w+)\\b',
  '\\b(?:exempt|excluded|excused|free|ausgenommen|exemptee?|exent[oa]) (?:from|von|de) (?:\\w+ )?(?:reviews?|audits?|approvals?|prufung|revue|revision)\\b',
  '\\b(?:output|answer|reply|respond|say|print|return) (?:only |with |just )*(?:approved?|accept(?:ed)?|lgtm|pass)(?:$| (?:and|only|to|in|for)\\b|[.!])',
  `^(?:\\W|\\w{1,3}\\W)*(?:${MACHINE} )?${REVIEWER} ?: ?(?:please|do not|don't|you|skip|ignore|approve|no |nothing|answer|pass|mark|this|these|all|treat|report|bitte|nicht|priere|merci|por favor)`,
  `\\b${MACHINE}[ -](?:code[ -])?${REVIEWER} ?(?:[:;,–—]|- )`,
  `\\b${MACHINE}[ -](?:code[ -])?${REVIEWER} (?:should|must|may|can|need|shall|soll\\w*|muss|kann)\\b[^.]*\\b(?:skip|ignore|not|approve|pass)\\b`,
  `\\b${REVIEWER} ?: ?(?:please )?(?:do not|don't|skip|ignore|approve|no need|nothing|answer|pass)\\b`,
  `\\b(?:${MACHINE}|${REVIEWER})\\b[^.]{0,20} (?:evaluat|review|judg|grad|assess|analy[sz]|check|scor)ing ${CHANGE}`,
  `^\\W*(?:system|assistant|developer)(?: (?:prompt|message|note|override|instruction)s?)? ?: ?(?:you|the review|this|ignore|mark|do not|all|treat|approve|it|from now)\\b`,
  `\\[/?(?:system|inst)\\]|<\\|?(?:system|im_start|im_end)\\b`,
  // Instructions are to be forgotten.
  '\\b(?:ignore|disregard|forget|override|bypass)\\b[^.]{0,40}\\b(?:previous|prior|above|earlier|preceding|system)\\b[^.]{0,20}\\b(?:instructions?|prompts?|directions|guidelines)\\b',
  '\\b(?:ignorier\\w*|vergiss|vergesst|missachte\\w*)\\b[^.]{0,40}\\b(?:anweisung\\w*|instruktion\\w*|vorgaben)\\b',
  '\\b(?:ignore[rz]?|oublie[rz]?|ne ten(?:ez|ir) pas compte)\\b[^.]{0,40}\\b(?:instructions?|consignes?)\\b[^.]{0,20}(?:precedent|anterieur|ci-dessus|systeme)',
  '\\b(?:ignor(?:a|ar|e|en|are|ate|eer)|olvid(?:a|ar|e)|dimentica|esqueca|negeer)\\b[^.]{0,40}\\b(?:instrucci\\w+|indicaciones|istruzioni|instrucoes|instructies)\\b',
  // An answer is asked for.
  `\\b(?:answer|reply|respond|antworte\\w*|reponds|repondez|responde[rd]?)\\b (?:(?:only|with|mit|par|avec|con|nur)\\s+)*(?:${NOTHING}|lgtm|approved|accepted|passed|safe|nothing\\b|freigegeben|approuve|aprobado)`,
  `\\b(?:report|return|output|raise|flag|conclude|melde\\w*|signale[rz]?|informa)\\b (?:that there (?:is|are) |only )?${NOTHING}`,
  '\\breport that (?:it|this|everything|all) (?:is|are) (?:safe|fine|ok|correct|good)\\b',
  `\\b(?:review|judg|audit)\\w*\\b[^.]*(?:[:;,–—]|\\bplease|\\bshould|\\bmust) (?:\\w+ )?(?:answer|report|return|reply|respond|say|raise|flag|give) (?:with )?(?:${NOTHING}|nothing\\b)`,
  '\\b(?:mark|rate|classify|treat|score|label|consider) (?:this|it)\\b[^.]{0,20}\\b(?:safe|approved|passed|low[ -]risk|harmless|trusted|reviewed)\\b',
  `\\b(?:do not|don't|no need to|nicht|ne pas|no) ?(?:flag|report|question|block|reject|review|re-?review|escalate|beanstanden|melden|blockieren|signaler|bloquer|reportar|bloquear|rechazar) (?:${CHANGE}|(?:this|any) (?:finding|issue|concern))`,
  // An approval is claimed.
  '(?:^|[^\\w-])(?:approved|reviewed|acked)-by ?: ?\\w',
  '\\blgtm\\b',
  `\\b${CHANGE}[^.]{0,60}\\b(?:is|was|were|are|been|got|already|ist|wurden?|bereits|sind|worden|est|stata?|gia|foi|ja|is al|werd|sont|ete|deja|fue|sido|ya)\\b[^.]{0,40}\\b${APPROVED}\\b`,
  `\\b${APPROVED}\\b(?: on| of| by \\w+(?: \\w+)? for)? ${CHANGE}`,
  `^(?:\\W|\\w{1,3}\\W)*(?:pre-?|already |bereits |deja |ya )?${APPROVED}(?: on| at| am| le| el)?[ \\d./-]{0,14} (?:by|von|durch|par|por|da|door) \\w`,
  `\\b(?:has|have|hat|haben|ont|han) (?:\\w+ )?(?:reviewed|approved|audited|${SIGNED}|freigegeben|genehmigt|relu|approuve|revisado|aprobado) (?:it\\b|on it\\b|this\\b(?! \\w)|all of it)`,
  `\\b(?:fine|safe|ok|okay|ready|good|clear(?:ed)?|free|approved|bereit|pret|list[oa]|segur[oa]) (?:to|for|zum|zu|a|pour|para) (?:be )?(?:${MERGE}|${MERGING})\\b`,
  `\\b(?:can|may|should|must|kann|darf|soll\\w*|peut|doit|puede|debe) (?:\\w+ )?(?:be |etre |ser )?(?:safely )?${MERGE}\\b[^.]{0,25}\\b(?:without|as[ -]is|immediately|ohne|sofort|sans|tel quel|sin|directamente)\\b`,
  `\\b${MERGE}\\b[^.]{0,12}\\b(?:without|ohne|sans|sin) (?:further |any |more |weitere |autre |mas )?(?:reviews?|comments?|approvals?|checks?|questions?|prufung|kommentare?|ruckfrage\\w*|relecture|revue|commentaires?|comentarios?|revision)\\b`,
  `\\b(?:no|keine?|aucune?|ninguna?|sin) (?:further |additional |more |other |human |manual |weitere |manuelle |autre |otra )*(?:reviews?|approvals?|prufung|freigabe|relecture|revue|approbation|revision|aprobacion) (?:\\w+ )?(?:needed|required|necessary|notig|erforderlich|notwendig|necessaire|requise|necesari[oa]|hace falta)`,
  '\\ball (?:the )?(?:acceptance )?criteria (?:are|were|have been) (?:already |fully )*(?:met|satisfied|fulfilled|passed|verified)\\b',
  '\\balle (?:kriterien|anforderungen) (?:\\w+ )?(?:erfullt|gepruft)\\b|\\btous les criteres (?:\\w+ )?(?:remplis|satisfaits)\\b|\\btodos los criterios (?:\\w+ )?cumpl\\w+',
].map((source) => new RegExp(source, 'u'));

/** The same in writings whose letters are not Latin, or look like Latin ones. */
const SPEAKS_OTHERWISE =
  /(?:忽略|无视|忽視|無視).{0,12}(?:指令|指示|说明|說明|提示)|(?:指示|命令).{0,8}無視|已(?:经)?(?:批准|审核|审查|通过审)|承認(?:済|され)|レビュー(?:済|担当|者)|(?:审查|评审|审核)(?:者|员|模型|人员)\s*[：:,，]|(?:про)?игнориру\S*.{0,20}(?:инструкци|указани)|(?:уже\s+)?(?:одобрен|проверен)\S*\s+(?:\S+\s+)?(?:командой|ревьюер|безопасност)|ревьюер\S*\s*[:,]|(?:изменени|коммит)\S*\s+(?:уже\s+)?(?:одобрен|проверен)|تجاهل.{0,20}التعليمات|이전\s*지시|승인(?:됨|되었)/u;

/** Number of characters of a line in which the words are sought. */
const MOST = { text: 1_000 } as const;

/** A word without which no text is about a review: most lines are decided by it. */
const ABOUT =
  /review|judg|grad|evaluat|check|audit|scan|approv|sign|clear|vet|verif|ignor|disregard|forget|overrid|bypass|answer|repl|respon|report|mark|rate|treat|flag|merge|land|ship|lgtm|system|assistant|prompt|inst|criteri|kriteri|anforderung|safe|ok|good|read|freig|gepr|pruf|genehm|abgenomm|relect|relu|valid|approuv|revis|aprob|ai\b|llm|model|claude|gpt|codex|copilot|vergiss|missacht|oubli|olvid|omit|whoever|whatever|anyone|exempt|stop|abort|output|beoord|goedge|dimentic|esquec|negeer|istruz|valutat/;

/** Finds added lines that speak to reviewers or claim an approval, alone or with the lines after them. */
export function addressingLines(added: readonly CodeLine[]): CodeLine[] {
  const seen = added.map(({ text }) => seenText(text.slice(0, MOST.text)));
  const speaks = (text: string) => ABOUT.test(text) && SPEAKS.some((pattern) => pattern.test(text));
  const alone = seen.map((text, i) => speaks(text) || SPEAKS_OTHERWISE.test(added[i]!.text.slice(0, MOST.text)));
  return added.filter((line, i) => {
    if (alone[i]) return true;
    const next = added[i + 1]?.n === line.n + 1 && !alone[i + 1] ? i + 1 : undefined;
    return next !== undefined && speaks(`${seen[i]} ${seen[next]}`.slice(0, MOST.text));
  });
}
