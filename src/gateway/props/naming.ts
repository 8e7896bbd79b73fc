import { nameProblem } from '../../kube/names';
import { isPlainMap } from '../../platform/json';
import { Problems, shown } from '../../platform/problems';
import { isOf } from '../../presets/known-fields';

/** Names and selector of a gateway that runs already. */
export interface GatewayNames {
  /** The name of Deployment, Service, HPA and PDB. */
  readonly objectName: string;

  /** The labels by which the Deployment finds its pods; they can never be changed. */
  readonly selector: { [key: string]: string };

  /**
   * The name of the ServiceAccount.
   *
   * @default - as `objectName`
   */
  readonly serviceAccountName?: string;
}

/**
 * How the objects of a gateway are called, and by which labels its pods are found. A selector cannot be changed, so a gateway that runs
 * keeps its load balancer only if both stay as they are.
 */
export class GatewayNaming {
  /**
   * As ASM does: objects `istio-<name>`, labels `app: istio-<name>` and `istio: <name>`, ServiceAccount `istio-<name>-service-account`.
   */
  public static readonly ASM = new GatewayNaming('ASM');

  /** As the istio/gateway Helm chart does: objects `<name>`, labels `app: <name>` and `istio: <name without istio->`. */
  public static readonly HELM = new GatewayNaming('HELM');

  /** As they are in a cluster. */
  public static of(names: GatewayNames): GatewayNaming {
    const problems = new Problems('GatewayNaming.of');
    if (!isOf(names, ['objectName', 'selector', 'serviceAccountName'], '', problems)) { problems.throwIfAny(); }
    const check = (value: unknown, at: string, kind: 'dns1035Label' | 'dns1123Subdomain'): void => {
      const problem = nameProblem(kind, value);
      if (problem !== undefined) { problems.add(`'${at}' ${problem}, got ${shown(value)}`); }
    };
    check(names.objectName, 'objectName', 'dns1035Label');
    if (names.serviceAccountName !== undefined) { check(names.serviceAccountName, 'serviceAccountName', 'dns1123Subdomain'); }
    const isSelector = names.selector === undefined || isPlainMap(names.selector);
    if (!isSelector) { problems.add(`'selector' must be a map of labels, got ${shown(names.selector)}`); }
    const selector = Object.entries(isSelector ? names.selector ?? {} : {});
    if (isSelector && selector.length === 0) { problems.add("'selector' must have a label, got none; an empty selector takes every pod of the namespace"); }
    for (const [key, value] of selector) {
      const problem = nameProblem('labelKey', key) ?? nameProblem('labelValue', value);
      if (problem !== undefined) { problems.add(`'selector' has a label that ${problem}, got ${shown(key)}: ${shown(value)}`); }
    }
    problems.throwIfAny();
    return new GatewayNaming('given', { ...names, selector: { ...names.selector } });
  }

  private constructor(private readonly kind: 'ASM' | 'HELM' | 'given', private readonly given?: GatewayNames) {}

  /** @internal */
  public _isAsm(): boolean {
    return this.kind === 'ASM';
  }

  /**
   * Names and selector of a gateway.
   *
   * @internal
   */
  public _namesOf(name: string): Required<GatewayNames> {
    switch (this.kind) {
      case 'ASM': {
        const objectName = `istio-${name}`;
        return { objectName, selector: { app: objectName, istio: name }, serviceAccountName: `${objectName}-service-account` };
      }
      case 'HELM':
        return { objectName: name, selector: { app: name, istio: name.replace(/^istio-/, '') }, serviceAccountName: name };
      default: {
        const { objectName, selector, serviceAccountName = objectName } = this.given!;
        return { objectName, selector, serviceAccountName };
      }
    }
  }
}
