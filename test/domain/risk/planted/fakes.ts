// Invented keys, put together here so that no scanner of this repository takes them for real ones.
const join = (...parts: string[]): string => parts.join('');

/** An access key of a cloud account, with its secret half. */
export const cloudKey = join('AK', 'IA', '4QX7ZT2NMB5W', 'LD3H');
export const cloudSecret = join('v9Jr2Lq', '+Xw8cT0mKz5', 'Yb1HfPd7/Gs', '4NaE6uRiQo3');

/** A live key of a payment service. */
export const paymentKey = join('sk_', 'live_', '51Kd83hTgQw0', 'ZrBn6VxMp2Lc', 'Y4s');

/** A password as a person would choose it. */
export const password = join('Winter', '-Harbour', '!2291');

/** The opening and closing lines of a private key, and a body. */
export const privateKey = [
  join('-----BEGIN ', 'RSA PRIVATE', ' KEY-----'),
  join('MIIEowIBAAKCAQEAx7', 'Vq3mZpT0yLw9KfRb2', 'NcQhJ5sDgE8uWiXaPo'),
  join('4tYkMv6BzCrH1nGj3S', 'lFdUe0OqA7yTwVxIpR', '9KbZmL2cNfQhJ5sDgE'),
  join('-----END ', 'RSA PRIVATE', ' KEY-----'),
].join('\n');
