import { isIP } from 'node:net';
import { shown } from '../../../kube/errors';
import { nearest } from '../../../kube/nearest';
import { joinPointer } from '../../../model/pointer';
import { isMap, member } from '../../../model/read';

/** A value that the schema of the CRD refuses. */
export interface ShapeProblem {
  readonly pointer: string;
  /** What was got and what is expected; without the place. */
  readonly message: string;
  readonly fix: string;
}

/** What a text has to be, in words. */
interface TextShape {
  readonly text: { readonly least?: number; readonly most: number; readonly pattern?: RegExp; readonly sentence: string };
}

type Shape =
  | TextShape
  | { readonly words: readonly string[] }
  | {
    readonly fields: Readonly<Record<string, Shape>>;
    readonly required?: readonly string[];
    /** Fields that are judged elsewhere, or that other versions and channels have. */
    readonly others?: readonly string[];
    /** Fields with a default, which takes the place of null. Other fields must not be null in a resource of a CRD. */
    readonly defaulted?: readonly string[];
  }
  | { readonly items: Shape; readonly least?: number; readonly most: number }
  | { readonly values: Shape; readonly most?: number };

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

const GROUP: Shape = { text: { most: 253, pattern: new RegExp(`^$|${SUBDOMAIN.source}`), sentence: 'an API group, or empty for the core group' } };
const KIND: Shape = { text: { least: 1, most: 63, pattern: /^[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/, sentence: 'a kind such as ConfigMap' } };
const NAME: Shape = { text: { least: 1, most: 253, sentence: 'a name' } };
const NAMESPACE: Shape = { text: { least: 1, most: 63, pattern: new RegExp(`^${LABEL}$`), sentence: 'a namespace' } };
const TEXT: Shape = { text: { most: Infinity, sentence: 'a text' } };
const SHORT_TEXT: Shape = { text: { most: 4096, sentence: 'a text' } };
const SELECTOR: Shape = {
  fields: {
    matchLabels: { values: TEXT },
    matchExpressions: { items: { fields: { key: TEXT, operator: TEXT, values: { items: TEXT, most: Infinity } }, required: ['key', 'operator'] }, most: Infinity },
  },
};
const CERTIFICATE: Shape = { defaulted: ['group', 'kind'], fields: { group: GROUP, kind: KIND, name: NAME, namespace: NAMESPACE }, required: ['name'] };
const AUTHORITIES: Shape = { items: { fields: { group: GROUP, kind: KIND, name: NAME, namespace: NAMESPACE }, required: ['group', 'kind', 'name'] }, least: 1, most: 8 };

/** A protocol of the Gateway API, or one of an implementation behind its domain. */
const PROTOCOL = new RegExp(`^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$|${LABEL}(?:\\.${LABEL})*/[A-Za-z0-9]+$`);

/**
 * The schema of spec of a Gateway, without what GWA016 and GWA017 say in words of their own (kubernetes-sigs/gateway-api v1.5.1
 * config/crd/standard gateway.networking.k8s.io_gateways.yaml). Fields that are not here are those of other versions and channels.
 */
const SPEC: Shape = {
  required: ['gatewayClassName'],
  others: ['backendTLS', 'defaultScope'],
  fields: {
    gatewayClassName: { text: { least: 1, most: 253, sentence: 'the name of a GatewayClass such as istio' } },
    addresses: { items: { defaulted: ['type'], fields: { type: { text: { least: 1, most: 253, sentence: 'IPAddress or Hostname' } }, value: { text: { most: 253, sentence: 'an address' } } } }, most: Infinity },
    infrastructure: {
      fields: {
        labels: { values: { text: { most: 63, pattern: /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/, sentence: 'a label: empty, or letters, digits, "-", "_" or ".", starting and ending with a letter or digit' } } },
        annotations: { values: SHORT_TEXT },
        parametersRef: { fields: { group: GROUP, kind: KIND, name: NAME }, required: ['group', 'kind', 'name'] },
      },
    },
    listeners: {
      most: Infinity,
      items: {
        others: ['name', 'hostname', 'port'],
        required: ['protocol'],
        defaulted: ['allowedRoutes'],
        fields: {
          protocol: { text: { most: 255, pattern: PROTOCOL, sentence: 'one such as HTTP, or one behind a domain such as example.com/protocol' } },
          tls: {
            others: ['mode', 'frontendValidation'],
            fields: {
              certificateRefs: { items: CERTIFICATE, most: 64 },
              options: { values: SHORT_TEXT, most: 16 },
            },
          },
          allowedRoutes: {
            defaulted: ['namespaces'],
            fields: {
              namespaces: { defaulted: ['from'], fields: { from: { words: ['All', 'Selector', 'Same'] }, selector: SELECTOR } },
              kinds: { items: { defaulted: ['group'], fields: { group: GROUP, kind: KIND }, required: ['kind'] }, most: 8 },
            },
          },
        },
      },
    },
    tls: {
      fields: {
        backend: { fields: { clientCertificateRef: CERTIFICATE } },
        frontend: { others: ['perPort'], fields: { default: { fields: { validation: { defaulted: ['mode'], fields: { caCertificateRefs: AUTHORITIES, mode: { words: ['AllowValidOnly', 'AllowInsecureFallback'] } }, required: ['caCertificateRefs'] } } } } },
      },
    },
    allowedListeners: { defaulted: ['namespaces'], fields: { namespaces: { defaulted: ['from'], fields: { from: { words: ['All', 'Selector', 'Same', 'None'] }, selector: SELECTOR } } } },
  },
};

const LABEL_KEY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*/)?(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$`);

/** What of the spec of a Gateway its CRD refuses. */
export function shapeProblems(spec: unknown): readonly ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  visit(SPEC, spec, '/spec', problems);
  problems.push(...(Array.isArray(member(spec, 'addresses')) ? member(spec, 'addresses') as readonly unknown[] : []).flatMap(addressProblems));
  const infrastructure = isMap(spec) && isMap(spec.infrastructure) ? spec.infrastructure : {};
  for (const map of ['labels', 'annotations'] as const) {
    for (const key of Object.keys(isMap(infrastructure[map]) ? infrastructure[map] : {})) {
      if (key.length <= 317 && LABEL_KEY.test(key) && key.split('/')[0].length < 253) { continue; }
      problems.push({
        pointer: joinPointer('/spec/infrastructure', map, key),
        message: `has the key ${shown(key)}, expected letters, digits, "-", "_" or ".", starting and ending with a letter or digit, after an optional DNS prefix and "/"`,
        fix: 'correct the key',
      });
    }
  }
  return problems;
}

/** The pattern of the CRD is not closed: what holds one of the three words passes. */
const ADDRESS_TYPE = new RegExp(`^Hostname|IPAddress|NamedAddress|${LABEL}(?:\\.${LABEL})*/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$`);

function addressProblems(address: unknown, at: number): ShapeProblem[] {
  const type = member(address, 'type') ?? 'IPAddress';
  const value = member(address, 'value');
  if (typeof type === 'string' && type.length <= 253 && !ADDRESS_TYPE.test(type)) {
    return [{ pointer: `/spec/addresses/${at}/type`, message: `is ${shown(type)}, expected IPAddress, Hostname, or a type behind a domain`, fix: 'use IPAddress or Hostname' }];
  }
  if (typeof value !== 'string' || value.length > 253) { return []; }
  const isWrong = type === 'IPAddress' ? isIP(value) === 0 || value.includes('%') : type === 'Hostname' && !HOSTNAME.test(value);
  return isWrong ? [{ pointer: `/spec/addresses/${at}/value`, message: `is ${shown(value)}, expected ${type === 'IPAddress' ? 'an IP address' : 'a DNS name'}`, fix: type === 'IPAddress' ? 'write an address, or use type Hostname' : 'write a DNS name' }] : [];
}

const HOSTNAME = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);

/** Follows the shape, which never contains itself. */
function visit(shape: Shape, value: unknown, pointer: string, problems: ShapeProblem[]): void {
  if (value === undefined) { return; }
  const wrong = (message: string, fix: string): void => { problems.push({ pointer, message, fix }); };
  if ('text' in shape) {
    const { least = 0, most, pattern, sentence } = shape.text;
    if (typeof value !== 'string') { wrong(`is ${shown(value)}, expected ${sentence}`, typeof value === 'object' ? 'write a text' : `write ${JSON.stringify(String(value))} in quotes`); return; }
    if (value.length < least || value.length > most || (pattern && value.length <= 400 && !pattern.test(value))) {
      wrong(`is ${shown(value)}, expected ${sentence}${value.length > most ? ` of at most ${most} characters` : ''}`, 'correct it');
    }
    return;
  }
  if ('words' in shape) {
    if (typeof value !== 'string' || !shape.words.includes(value)) { wrong(`is ${shown(value)}, expected one of ${shape.words.join(', ')}`, `use one of ${shape.words.join(', ')}`); }
    return;
  }
  if ('items' in shape) {
    if (!Array.isArray(value)) { wrong(`is ${shown(value)}, expected a list`, 'write a list'); return; }
    const { least = 0, most } = shape;
    if (value.length < least || value.length > most) { wrong(`has ${value.length} entries, expected ${most === Infinity ? `${least} or more` : `${least} to ${most}`}`, 'change their number'); }
    value.forEach((item, at) => { visit(shape.items, item, joinPointer(pointer, at), problems); });
    return;
  }
  if (!isMap(value)) { wrong(`is ${shown(value)}, expected a map`, 'write a map'); return; }
  if ('values' in shape) {
    const keys = Object.keys(value);
    if (shape.most !== undefined && keys.length > shape.most) { wrong(`has ${keys.length} entries, expected at most ${shape.most}`, 'take some out'); }
    for (const key of keys) { visit(shape.values, value[key], joinPointer(pointer, key), problems); }
    return;
  }
  for (const name of shape.required ?? []) {
    if (value[name] === undefined || value[name] === null) { problems.push({ pointer: joinPointer(pointer, name), message: 'is missing', fix: `set ${name}` }); }
  }
  for (const name of Object.keys(value)) {
    if (value[name] === undefined || Object.hasOwn(shape.fields, name) || shape.others?.includes(name) === true) { continue; }
    const near = nearest(name, [...Object.keys(shape.fields), ...shape.others ?? []]);
    problems.push({ pointer: joinPointer(pointer, name), message: 'is no field that the Gateway API has here', fix: near === undefined ? 'remove it' : `write ${near}` });
  }
  for (const [name, inner] of Object.entries(shape.fields)) {
    if (value[name] === null && (shape.defaulted?.includes(name) === true || shape.required?.includes(name) === true)) { continue; }
    visit(inner, value[name], joinPointer(pointer, name), problems);
  }
}
