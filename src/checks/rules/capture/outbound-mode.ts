import { known } from '../../../model/origin';
import { mapAt, stringAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';

const POINTER = '/spec/outboundTrafficPolicy';

/** CAP037: the first word of the type is the strict one. */
export const outboundWithoutMode: Described<ManifestRule> = {
  id: 'CAP037',
  title: 'outbound policy without a mode',
  what: 'A Sidecar has `outboundTrafficPolicy` without a `mode`, and the mesh config does not say REGISTRY_ONLY either.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'The block takes the place of the mesh\'s, whatever stands in it, and without a mode it means REGISTRY_ONLY: requests to hosts that the mesh does not know '
    + 'are refused from then on.',
  source: 'Istio 1.30.3 pilot/pkg/model/sidecar.go (the mesh\'s policy counts only where the Sidecar has none); istio/api networking/v1alpha3/sidecar.proto '
    + 'OutboundTrafficPolicy.Mode (REGISTRY_ONLY = 0)',
  on: 'manifest',
  kinds: ['networking.istio.io/Sidecar'],
  check: (manifest, { facts }) => {
    const policy = mapAt(manifest.object, POINTER);
    const mode = policy?.mode ?? undefined;
    // what stands there and is no mode the API server refuses
    if (policy === undefined || mode !== undefined || stringAt(facts.meshConfig, '/outboundTrafficPolicy/mode') === 'REGISTRY_ONLY') { return []; }
    return [{
      message: `Sidecar ${manifest.key.name} has outboundTrafficPolicy without a mode, which is REGISTRY_ONLY`,
      fix: 'write mode: REGISTRY_ONLY, or ALLOW_ANY, or remove outboundTrafficPolicy, so that the mesh decides',
      pointer: POINTER,
      values: [{ name: 'outboundTrafficPolicy', value: known(policy, { kind: 'set', manifest, pointer: POINTER }), show: (value) => JSON.stringify(value).slice(0, 200) }],
    }];
  },
};
