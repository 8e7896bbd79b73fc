import type { Manifest } from '../../model/manifest/types';
import { known } from '../../model/origin';
import { valueAt } from '../../model/pointer';
import type { Found } from '../rule';
import { short } from './proxy-rule';

/** Something that istiod's validation webhook has against a place of an object. */
export type Report = (pointer: string, message: string, fix: string) => void;

/** The findings of a judge who says all that the webhook has against an object. */
export function webhookRefusals(manifest: Manifest, judge: (report: Report) => void): Found[] {
  const { object, key } = manifest;
  const found: Found[] = [];
  judge((pointer, message, fix) => {
    found.push({
      message: `${key.kind} ${key.name} is refused: ${message}`,
      fix,
      pointer,
      part: pointer,
      values: [{ name: pointer.slice(1).replaceAll('/', '.'), value: known(valueAt(object, pointer), { kind: 'set', manifest, pointer }), show: short }],
    });
  });
  return found;
}

const LABEL = /^[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/** Why the host of an Istio resource is none: it is `*`, or a name with dots, the first part of which may be `*`. */
export function hostNameProblem(name: string): string | undefined {
  if (name === '*') { return undefined; }
  if (!name.includes('.')) { return 'has a short name, expected "*" or a whole name such as reviews.shop.svc.cluster.local'; }
  const [first, ...rest] = name.replace(/\.$/, '').split('.');
  if (name.includes('*') && (first !== '*' || rest.some((label) => label.includes('*')))) { return 'has "*" beside other letters, expected it alone before the first dot'; }
  const isName = name.length <= 255 && (first === '*' || LABEL.test(first)) && rest.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(rest.at(-1) ?? '');
  return isName ? undefined : 'is no host name';
}
