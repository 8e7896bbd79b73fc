import type { EffectiveProxy, Refusal } from '../../../model/effective-proxy';
import { known } from '../../../model/origin';
import { joinPointer, valueAt } from '../../../model/pointer';
import { Flavor } from '../../../platform';
import { shown } from '../../../platform/problems';
import { Severity } from '../../finding';
import type { Found, NamedValue, ProxyRule, Scene } from '../../rule';
import type { Described } from '../described';

/** What a rule adds to a refusal that the model found. */
export interface Said {
  readonly fix: string;
  readonly severity?: Severity;
  readonly ruleClass?: Found['ruleClass'];
  readonly message?: string;
  readonly patch?: Found['patch'];
  readonly values?: readonly NamedValue[];
}

/** The mesh whose controller is public refuses; of ASM's it is likely, and not documented. */
export function onAsm({ platform }: Pick<EffectiveProxy, 'platform'>): boolean {
  return platform.flavor === Flavor.ASM;
}

/** What istiod refuses on Istio is a warning on ASM; of a proxy, or of the facts. */
export function refusedBy(judged: Pick<EffectiveProxy, 'platform'>): Severity {
  return onAsm(judged) ? Severity.WARNING : Severity.ERROR;
}

/**
 * A rule that says what the model knows: why a proxy is not made as it is written. The model judges, the rule says how much it matters and
 * what to do; `say` answers undefined where another rule speaks.
 */
export function refusalRule(
  text: Omit<Described<ProxyRule>, 'on' | 'check'> & { readonly codes: readonly string[] },
  say: (refusal: Refusal, proxy: EffectiveProxy, scene: Scene) => Said | undefined,
): Described<ProxyRule> {
  const { codes, ...rule } = text;
  return {
    makes: ['managed'],
    ...rule,
    on: 'proxy',
    check: (proxy, scene) => proxy.refusals.filter(({ code }) => codes.includes(code)).flatMap((refusal, at): Found[] => {
      const said = say(refusal, proxy, scene);
      if (said === undefined) { return []; }
      return [{
        ...said,
        message: said.message ?? refusal.message,
        at: refusal.origin,
        part: `${refusal.code}${at === 0 ? '' : `.${at}`}`,
        values: said.values ?? [placeOf(refusal)],
      }];
    }),
  };
}

/** What stands at the place of a refusal. */
function placeOf({ origin, code }: Refusal): NamedValue {
  if (origin.kind !== 'set') { return { name: code, value: known('refused', origin) }; }
  const place = `${origin.pointer}${origin.within ?? ''}`;
  const value = origin.within === undefined ? valueAt(origin.manifest.object, origin.pointer) : 'set';
  return { name: nameOf(place), value: known(value, origin), show: (found) => (typeof found === 'string' && found.length > 80 ? 'a text' : shown(found)) };
}

/** The last part of a pointer, as people read it. */
function nameOf(pointer: string): string {
  const last = pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~');
  return last.slice(0, 80) || 'value';
}

export const CONTROLLER = 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go';
export const PARAMETERS = '/spec/infrastructure/parametersRef';
export const parameterAt = (field: string): string => joinPointer(PARAMETERS, field);
