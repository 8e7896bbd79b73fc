import { allowedLess, type Judge, type PolicyChange } from './at';
import type { Manifest } from '../../../model/manifest/types';
import { listAt, member, numberAt, textsAt } from '../../../model/read';
import { sameJson } from '../../../model/same-json';
import { objectName } from '../builder';

export const NETWORK = 'networking.k8s.io/NetworkPolicy';

interface Direction { readonly type: string; readonly rules: string; readonly peers: string; readonly way: string; readonly whose: string }

const DIRECTIONS: readonly Direction[] = [
  { type: 'Ingress', rules: '/spec/ingress', peers: '/from', way: 'in', whose: 'to these pods' },
  { type: 'Egress', rules: '/spec/egress', peers: '/to', way: 'out', whose: 'of these pods' },
];

/** Pods that a policy selects take what a rule of any policy lets in, and without a rule nothing (kubernetes/api networking/v1/types.go NetworkPolicySpec). */
export const network: Judge = (change) => {
  const texts = DIRECTIONS.flatMap((direction) => narrowed(change, direction) ?? []);
  return texts.length === 0 ? undefined : texts.join('; ');
};

function narrowed(change: PolicyChange, direction: Direction): string | undefined {
  const { type, way, whose } = direction;
  const answer = allowedLess(change, NETWORK, (policy) => rulesOf(policy, direction), (wide, narrow) => covers(wide, narrow, direction));
  if (!answer || (type === 'Ingress' && opensServices(change, answer.open))) { return undefined; }
  if (answer.open.some((rule) => isOpen(rule, '/ports') && isOpen(rule, direction.peers))) { return undefined; }
  const name = objectName((change.after ?? change.before)!.key);
  return answer.open.length === 0
    ? `${name} lets nothing ${way}, and no other NetworkPolicy among the manifests does: every connection ${whose} is refused where the network plugin keeps policies`
    : `${name} lets less ${way} than before, and may refuse connections ${whose} that are made now; look at their ports and at who is at the other end`;
}

/** Without `policyTypes` it speaks of what comes in, and of what goes out where it has rules for that (kubernetes pkg/apis/networking/v1/defaults.go). */
function rulesOf({ object }: Manifest, { type, rules }: Direction): readonly unknown[] | undefined {
  const types = textsAt(object, '/spec/policyTypes');
  const own = listAt(object, rules) ?? [];
  const speaks = types.length > 0 ? types.includes(type) : type === 'Ingress' || own.length > 0;
  return speaks ? own : undefined;
}

const isOpen = (rule: unknown, pointer: string): boolean => (listAt(rule, pointer) ?? []).length === 0;

function covers(wide: unknown, narrow: unknown, { peers }: Direction): boolean {
  return [peers, '/ports'].every((pointer) => {
    const [all, some] = [wide, narrow].map((rule) => listAt(rule, pointer) ?? []);
    return all.length === 0 || (some.length > 0 && some.every((one) => all.some((other) => sameJson(one, other))));
  });
}

/** What Services send to the pods comes in from everywhere. */
function opensServices({ workload, is }: PolicyChange, open: readonly unknown[]): boolean {
  const ports = is.ways.services(workload).flatMap((service) => listAt(service, '/spec/ports') ?? []);
  return ports.length > 0 && ports.every((port) => {
    const target = member(port, 'targetPort') ?? member(port, 'port');
    const protocol = member(port, 'protocol') ?? 'TCP';
    return open.some((rule) => isOpen(rule, '/from') && (isOpen(rule, '/ports') || (listAt(rule, '/ports') ?? []).some((one) => (
      (member(one, 'protocol') ?? 'TCP') === protocol && isPort(one, target)))));
  });
}

function isPort(one: unknown, target: unknown): boolean {
  const [first, last] = [member(one, 'port'), numberAt(one, '/endPort')];
  if (first === undefined || first === target) { return true; }
  return typeof first === 'number' && typeof target === 'number' && last !== undefined && first <= target && target <= last;
}
