import { allowedLess, type Judge, type Policies } from './at';
import type { Manifest } from '../../../model/manifest/types';
import { listAt, mapAt, stringAt } from '../../../model/read';
import { objectName, type ThingBuilder } from '../builder';

export const PEERS = 'security.istio.io/PeerAuthentication';
export const REQUESTS = 'security.istio.io/RequestAuthentication';

interface Modes { readonly mode: string; readonly ports: ReadonlyMap<string, string> }

/**
 * The closest policy that says a mode counts: of the pods, of the namespace, of the root namespace; ports are read of the first alone (pilot/pkg/security/authn/
 * policy_applier.go ComposePeerAuthentication). Of several of one level the oldest counts, which nobody knows here: the first.
 */
function modesAt(workload: ThingBuilder, policies: Policies): Modes {
  const { side } = policies;
  const all = policies.at(workload, PEERS);
  const isOwn = ({ object }: Manifest): boolean => Object.keys(mapAt(object, '/spec/selector/matchLabels') ?? {}).length > 0;
  const isRoot = ({ key }: Manifest): boolean => side.index.namespaceOf(key) === side.facts.rootNamespace;
  const levels = [all.find(isOwn), all.find((one) => !isOwn(one) && !isRoot(one)), all.find((one) => !isOwn(one) && isRoot(one))];
  const modes = levels.map((one) => one && stringAt(one.object, '/spec/mtls/mode'));
  const mode = modes.find((one) => one !== undefined && one !== 'UNSET') ?? 'PERMISSIVE';
  const ports = Object.entries(mapAt(levels[0]?.object, '/spec/portLevelMtls') ?? {});
  const said = ports.map(([port, value]) => [port, stringAt(value, '/mode') ?? 'UNSET'] as const).filter(([, own]) => own !== 'UNSET');
  return { mode, ports: new Map(said) };
}

/** Gateways and waypoints listen as their own resources say. */
export const peers: Judge = ({ workload, before, after, was, is }) => {
  if (workload.role !== undefined && workload.role !== 'sidecar') { return undefined; }
  const [had, has] = [was, is].map((policies) => modesAt(workload, policies));
  const isNew = (port: string): boolean => (has.ports.get(port) ?? has.mode) === 'STRICT' && (had.ports.get(port) ?? had.mode) !== 'STRICT';
  const everywhere = has.mode === 'STRICT' && had.mode !== 'STRICT';
  const ports = [...new Set([...had.ports.keys(), ...has.ports.keys()])].filter(isNew);
  if (!everywhere && ports.length === 0) { return undefined; }
  const where = everywhere ? '' : ` on port ${ports.join(', ')}`;
  return `${objectName((after ?? before)!.key)} makes mTLS STRICT for these pods${where}, and may refuse requests that are answered now: those in plain text, of clients without a proxy`;
};

/** A token that no rule is for is refused as soon as there is one (istio/api security/v1beta1/request_authentication.proto). */
export const requests: Judge = (change) => {
  const issuers = ({ object }: Manifest): readonly string[] | undefined => {
    const rules = listAt(object, '/spec/jwtRules') ?? [];
    return rules.length === 0 ? undefined : rules.map((rule) => stringAt(rule, '/issuer') ?? '');
  };
  const answer = allowedLess(change, REQUESTS, issuers, (open, issuer) => open.includes(issuer));
  if (!answer) { return undefined; }
  const name = objectName((change.after ?? change.before)!.key);
  return answer.first
    ? `${name} is the first RequestAuthentication for these pods: requests with a token that is not valid for it, of another issuer as well, are refused with 401; `
      + 'those without a token and with a valid one pass'
    : `${name} takes no tokens of ${answer.lost.join(', ')} any more, and may refuse requests that are answered now, with 401: those with such a token`;
};
