import { createHash } from 'node:crypto';
import { podTemplatePointer } from '../../../model/manifest';
import type { Manifest } from '../../../model/manifest/types';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, mapAt, member, stringAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

interface Secret {
  readonly what: string;
  readonly isPrivateKey: boolean;
}

/** Headers of private keys in PEM (RFC 7468, OpenSSL, OpenSSH); the body follows. */
const HEADER = /^-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/;

/** Long enough to be a key and no example; lines may be joined by a written `\n`. */
const BODY = /^[A-Za-z0-9+/=]{40}/;

/** Tokens whose makers gave them a prefix, so that scanners find them; ids that are public (AKIA…, LTAI…) are none. */
const TOKENS: readonly { readonly prefix: string; readonly rest: RegExp; readonly what: string }[] = [
  { prefix: 'ghp_', rest: /^[A-Za-z0-9]{36}/, what: 'a GitHub token' },
  { prefix: 'github_pat_', rest: /^[A-Za-z0-9_]{60}/, what: 'a GitHub token' },
  { prefix: 'glpat-', rest: /^[A-Za-z0-9_-]{20}/, what: 'a GitLab token' },
  { prefix: 'xoxb-', rest: /^[0-9]{8,14}-[A-Za-z0-9-]{20}/, what: 'a Slack token' },
  { prefix: 'sk_live_', rest: /^[A-Za-z0-9]{20}/, what: 'a Stripe key' },
];

/** So many different letters any random token of twenty has. */
const MIN_LETTERS = 6;

function secretIn(text: string): Secret | undefined {
  for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at + 1)) {
    const header = HEADER.exec(text.slice(at, at + 80));
    if (!header) { continue; }
    const body = text.slice(at + header[0].length, at + header[0].length + 400).replaceAll('\\n', '').replace(/\s/g, '');
    // older files say between header and body how the key is encrypted
    if (BODY.test(body) || body.startsWith('Proc-Type:')) { return { what: `a private key (${header[0].slice(11, -5)})`, isPrivateKey: true }; }
  }
  for (const { prefix, rest, what } of TOKENS) {
    const at = text.indexOf(prefix);
    const found = at < 0 || /[A-Za-z0-9]/.test(text[at - 1] ?? '') ? null : rest.exec(text.slice(at + prefix.length, at + prefix.length + 100));
    // `ghp_xxxx…` stands in many a text that explains
    if (found && new Set(found[0]).size >= MIN_LETTERS) { return { what, isPrivateKey: false }; }
  }
  return undefined;
}

/** SEC015: what everybody who may read the object can use. */
export const secretInClear: Described<ManifestRule> = {
  id: 'SEC015',
  title: 'secret in clear',
  what: 'A private key in PEM, with its body, in a ConfigMap, in the value of an environment variable or in an annotation. A token that its prefix gives '
    + 'away (GitHub, GitLab, Slack, Stripe) is a warning. Secrets are where they belong, and are not looked into.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.PRACTICE,
  why: 'ConfigMaps, pods and annotations are read by many, stand in logs and backups, and are not encrypted at rest. A private key that stood there '
    + 'is no longer private.',
  source: 'Polaris checks sensitiveConfigmapContent and sensitiveContainerEnvVar; https://kubernetes.io/docs/concepts/configuration/secret/; RFC 7468',
  on: 'manifest',
  kinds: 'all',
  check: (manifest) => textsOf(manifest).flatMap(({ text, pointer, name }): Found[] => {
    const secret = secretIn(text);
    if (!secret) { return []; }
    const origin = { kind: 'set', manifest, pointer } as const;
    // nobody learns the secret from a report
    const fingerprint = `${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
    return [{
      ...secret.isPrivateKey ? {} : { severity: Severity.WARNING },
      message: `${name} holds ${secret.what} (${fingerprint})`,
      fix: 'put it into a Secret and mount that (an IstioGateway has secretVolumes), and replace what was written here: it is known now',
      part: pointer,
      at: origin,
      values: [{ name, value: known(`(${fingerprint})`, origin) }],
    }];
  }),
};

interface Text {
  readonly text: string;
  readonly pointer: string;
  readonly name: string;
}

function textsOf(manifest: Manifest): Text[] {
  const { object, key } = manifest;
  const found = entries(object, '/metadata/annotations', 'annotation');
  if (key.group === '' && key.kind === 'ConfigMap') { return [...found, ...entries(object, '/data', 'key')]; }
  if (key.kind === 'IstioGateway') {
    return [...found, ...entries(object, '/spec/podAnnotations', 'annotation'), ...entries(object, '/spec/serviceAnnotations', 'annotation'), ...variables(object, '/spec/env')];
  }
  const template = podTemplatePointer(key);
  if (template === undefined) { return found; }
  return [
    ...found,
    ...template === '' ? [] : entries(object, joinPointer(template, 'metadata', 'annotations'), 'annotation'),
    ...['containers', 'initContainers'].flatMap((list) => {
      const place = joinPointer(template, 'spec', list);
      return (listAt(object, place) ?? []).flatMap((_, at) => variables(object, joinPointer(place, at, 'env')));
    }),
  ];
}

function entries(object: unknown, place: string, what: string): Text[] {
  return Object.entries(mapAt(object, place) ?? {}).flatMap(([name, text]) => (
    typeof text === 'string' && text.length >= SHORTEST ? [{ text, pointer: joinPointer(place, name), name: `${what} ${short(name)}` }] : []));
}

function variables(object: unknown, list: string): Text[] {
  return (listAt(object, list) ?? []).flatMap((entry, at) => {
    const text = stringAt(entry, '/value');
    return text !== undefined && text.length >= SHORTEST
      ? [{ text, pointer: joinPointer(list, at, 'value'), name: `environment variable ${short(member(entry, 'name') ?? at)}` }] : [];
  });
}

/** The shortest of the tokens above. */
const SHORTEST = 26;
