import type { ApiObject } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { EffectiveSidecar } from './effective-sidecar';
import type { SidecarLevel } from './level';
import type { SidecarSettings } from './settings';
import { enforceErrors } from '../checks/enforce';

/** What a sidecar policy is made of. */
export interface SidecarPolicyProps {
  /** For whom the settings are. */
  readonly level: SidecarLevel;

  /** The settings. What is left out falls through to the next level. */
  readonly settings: SidecarSettings;

  /**
   * Whether workloads roll when a setting changes: their pods get an annotation with a hash of what policies say of them. Without it, settings
   * reach the pods that are created afterwards.
   *
   * @default false
   */
  readonly redeploy?: boolean;

  /**
   * The name of the ConfigMap with the defaults of the mesh, at the global level.
   *
   * @default - istio-sidecar-defaults, on ASM asm-sidecar-defaults
   */
  readonly configMapName?: string;
}

/**
 * Settings for the sidecars of a mesh, a namespace or some workloads. Workloads need not know of it: raw objects, those of cdk8s-plus, of Helm
 * charts and of included files are all reached, wherever they stand in the app and whenever they are added. What a pod says itself by an
 * annotation wins, and a JSON patch on a workload wins over everything.
 *
 * On ASM the settings are ASMProxyConfig resources. On Istio they are annotations and containers of the pods, and ProxyConfig resources for the
 * few that those can hold. For the whole mesh they are a ConfigMap with the values that istiod's chart, or ASM's API, takes.
 *
 * @example
 *
 * new SidecarPolicy(chart, 'sidecars', {
 *   level: SidecarLevel.namespace('shop'),
 *   settings: { logLevel: 'error', excludeOutboundIpRanges: '10.1.0.0/24' },
 * });
 */
export class SidecarPolicy extends Construct {
  /**
   * What holds for the sidecar of a workload of this app, and which level says so. The app is rendered for it as it stands now, and is left as
   * it was.
   *
   * @param workload an object that makes pods, or a construct with exactly one below it
   */
  public static effective(workload: IConstruct): EffectiveSidecar {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the door into the model, loaded by the first answer
    const { effectiveOf } = require('./effective') as typeof import('./effective');
    return effectiveOf(workload);
  }

  public constructor(scope: Construct, id: string, props: SidecarPolicyProps) {
    super(scope, id);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- settings and carriers are loaded by the first policy
    const { applyPolicy } = require('./apply') as typeof import('./apply');
    let resource: ApiObject | undefined;
    try {
      resource = applyPolicy(this, props);
    } catch (error) {
      // nothing of a refused policy is to stay, not even its place
      scope.node.tryRemoveChild(id);
      throw error;
    }
    // what it writes into pods stands in workloads, which are their makers' to judge
    if (resource) { enforceErrors(this); }
  }

  /**
   * The resource or ConfigMap that holds the settings; undefined where pods hold them all, or another policy of the same level writes it. On Istio
   * a later policy for workloads may take everything into their pods.
   */
  public get resource(): ApiObject | undefined {
    return (this.node.tryFindChild('resource') ?? this.node.tryFindChild('defaults')) as ApiObject | undefined;
  }
}
