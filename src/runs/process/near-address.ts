import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Networks of this machine and around it: loopback, private and link-local ones, the metadata service of clouds, multicast. */
const NEAR = new BlockList();
const LOOPBACK = new BlockList();

for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  NEAR.addSubnet(net, bits, 'ipv4');
  // NAT64: the same networks behind an address of IPv6.
  NEAR.addSubnet(`64:ff9b::${net}`, 96 + bits, 'ipv6');
}
for (const [net, bits] of [
  // Addresses of IPv4 in old and translated forms, and the NAT64 of a network's own: they lead to any address.
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  NEAR.addSubnet(net, bits, 'ipv6');
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const has = (list: BlockList, address: string) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Checks whether a number is an address of this machine or of its own networks. */
export const isNear = (address: string): boolean => has(NEAR, address);

export class NearAddress extends Error {}

/** Makes a function that finds the addresses of a name, and fails if one of them is forbidden. */
const lookupExcept =
  (forbidden: (address: string) => boolean, why: (host: string) => string): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found = []) => {
      const wrong = error ?? (found.some(({ address }) => forbidden(address)) ? new NearAddress(why(host)) : null);
      if (wrong !== null || options.all) return done(wrong, found);
      done(null, found[0]?.address ?? '', found[0]?.family);
    });
  };

/** Finds the addresses of a name, and fails for a name of this machine or of its own networks. */
export const farLookup = lookupExcept(isNear, (host) => `${host} is an address of this machine or of its networks`);

/** Finds the addresses of a name, and fails for a name of any other machine. */
export const loopbackLookup = lookupExcept(
  (address) => !has(LOOPBACK, address),
  (host) => `${host} is no address of this machine`,
);
