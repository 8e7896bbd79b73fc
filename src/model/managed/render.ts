import { asmObjects } from './asm-base';
import { type Built, type Templates, traced, veiled } from './built';
import { afterRendering, beforeRendering } from './checks';
import { classOf, classSwitchedOff, isDeployed, type ManagedClass } from './classes';
import { type RenderInput, renderInput } from './input';
import { lostSettings } from './lost';
import { managedLabel, templateObjects } from './objects';
import { type Options, type Overlay, optionsOf, type OverlayKey, PROXY_CONFIG_KEY } from './options';
import { overlaid, type Rendered } from './overlay';
import { proxyContainerPointer } from './pod';
import { type Problem, stateOf } from './problems';
import { unmodelledVersions } from '../../platform/values';
import type { ModelContext, ProxyConfigView } from '../draft';
import type { LostSetting, ProxyState, Refusal } from '../effective-proxy';
import type { Manifest } from '../manifest/types';
import { MANAGED_LABEL, PROXY_CONFIG_ANNOTATION } from '../names';
import { once } from '../once';
import { type Effective, known, type Origin, unknown } from '../origin';
import { joinPointer } from '../pointer';
import { type ProxyConfigInput, proxyConfigView } from '../proxy-config';
import { mapAt, stringsAt } from '../read';
import type { TracedObject } from '../traced';

/** What istiod, or ASM, deploys for one Gateway. Its parts are computed when they are first read. */
export interface ManagedRendering {
  readonly managed: ManagedClass;
  /** The name of the Deployment. */
  readonly name: string;
  /** Where all of it is made. */
  readonly namespace?: string;
  readonly state: ProxyState;
  readonly refusals: readonly Refusal[];
  /** The Deployment, or the DaemonSet that an overlay made of it. */
  readonly deployment: TracedObject;
  readonly service: TracedObject;
  readonly serviceAccount: TracedObject;
  /** Only where the options ask for it. */
  readonly horizontalPodAutoscaler?: TracedObject;
  readonly podDisruptionBudget?: TracedObject;
  /** Pointer of the istio-proxy container in the deployment; undefined where an overlay took it away. */
  readonly container?: string;
  /** What stands on the Gateway and has no effect. */
  readonly lost: readonly LostSetting[];
  /** ProxyConfig as it reaches this proxy. */
  readonly proxyConfig: ProxyConfigView;
}

/** Where the pod template stands in the workload. */
export const TEMPLATE = '/spec/template';

/** Undefined for a Gateway that istiod does not deploy: of another class, or with addresses that stand for a deployment of its own. */
export function renderManaged(gateway: Manifest, context: ModelContext): ManagedRendering | undefined {
  const managed = classOf(gateway, context);
  return managed && isDeployed(gateway, context) ? new LazyRendering(renderInput(gateway, managed, context)) : undefined;
}

class LazyRendering implements ManagedRendering {
  private readonly made = once(() => make(this.input));
  private readonly objects = new Map<OverlayKey, TracedObject | undefined>();
  private view?: ProxyConfigView;

  constructor(private readonly input: RenderInput) {}

  public get managed(): ManagedClass { return this.input.managed; }
  public get name(): string { return this.input.deploymentName.value; }
  public get namespace(): string | undefined { return this.input.namespace; }
  public get state(): ProxyState { return this.made().state; }
  public get refusals(): readonly Problem[] { return this.made().problems; }
  public get deployment(): TracedObject { return this.object('deployment')!; }
  public get service(): TracedObject { return this.object('service')!; }
  public get serviceAccount(): TracedObject { return this.object('serviceAccount')!; }
  public get horizontalPodAutoscaler(): TracedObject | undefined { return this.object('horizontalPodAutoscaler'); }
  public get podDisruptionBudget(): TracedObject | undefined { return this.object('podDisruptionBudget'); }
  public get container(): string | undefined { return proxyContainerPointer(this.deployment.object, TEMPLATE); }
  public get lost(): readonly LostSetting[] { return lostSettings(this.input); }
  public get proxyConfig(): ProxyConfigView { return this.view ??= proxyConfigView(this.viewInput()); }

  private object(key: OverlayKey): TracedObject | undefined {
    if (!this.objects.has(key)) {
      const found = this.made().rendered.get(key);
      this.objects.set(key, found && traced(found));
    }
    return this.objects.get(key);
  }

  private viewInput(): ProxyConfigInput {
    const { input } = this;
    const { options, rendered } = this.made();
    // what the template prints is known without printing it
    const isPlain = rendered.changed.deployment === undefined && !isUnpublished(input) && outsideVersions(input) === undefined;
    const deployment = (): TracedObject => this.deployment;
    const container = once(() => this.container);
    return {
      ...lookUp(input, options),
      podLabelsComplete: !isUnpublished(input),
      annotation: isPlain ? input.annotations.get(PROXY_CONFIG_ANNOTATION) : agentAnnotation(input, this.deployment),
      mayHaveOwnProxyConfig: !isPlain,
      get podLabels() { return stringsAt(deployment().object, `${TEMPLATE}/metadata/labels`); },
      get container() {
        const pointer = container();
        return pointer === undefined ? undefined : { workload: deployment(), pointer };
      },
    };
  }
}

interface Made {
  readonly state: ProxyState;
  readonly problems: readonly Problem[];
  readonly options: Options;
  readonly rendered: Rendered;
}

function make(input: RenderInput): Made {
  const { gateway, managed, context } = input;
  const options = optionsOf(input);
  const problems: Problem[] = [...classSwitchedOff(gateway, managed, context), ...beforeRendering(input), ...options.problems];
  const rendered = overlaid(bases(input, options), options.layers, problems, (built) => labelled(input, built));
  problems.push(...afterRendering(input, rendered));
  return { state: stateOf(problems, input.isAsm), problems, options, rendered };
}

const isUnpublished = ({ isAsm, context }: RenderInput): boolean => isAsm && !context.facts.assumeIstioBase;

function outsideVersions({ context }: RenderInput): string | undefined {
  return unmodelledVersions(context.facts.platform).find((text) => text.startsWith('Istio '));
}

/** What istiod looks ProxyConfig up by when it renders: the one label, without annotations. */
function lookUp({ context, gateway, namespace }: RenderInput, options: Options): ProxyConfigInput {
  return { context, namespace, gatewayName: gateway.key.name, podLabels: {}, options: proxyConfigOptions(options) };
}

/** The objects before any overlay. */
function bases(input: RenderInput, options: Options): Templates {
  if (isUnpublished(input)) { return asmObjects(input); }
  const templates = templateObjects(input, proxyConfigView(lookUp(input, options)));
  const outside = outsideVersions(input);
  if (outside === undefined) { return templates; }
  return (key) => veiled(templates(key), outside, ['/apiVersion', '/kind', '/metadata/name', '/metadata/namespace']);
}

const LABEL = joinPointer('/metadata/labels', MANAGED_LABEL);
const BY_CONTROLLER: Origin = {
  kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go apply',
};

/** The last word on the label by which istiod knows its objects is istiod's. */
function labelled(input: RenderInput, built: Built): Built {
  const label = managedLabel(input);
  const labels = mapAt(built.object, '/metadata/labels');
  if (isUnpublished(input) || labels?.[MANAGED_LABEL] === label) { return built; }
  return {
    object: { ...built.object, metadata: { ...built.object.metadata, labels: { ...labels, [MANAGED_LABEL]: label } } },
    origin: (at) => (at === LABEL ? BY_CONTROLLER : built.origin(at)),
    absence: (at) => built.absence(at),
  };
}

/** The annotation from which the agent in the pod reads its ProxyConfig. */
function agentAnnotation(input: RenderInput, deployment: TracedObject): Effective<unknown> {
  const found = deployment.at(joinPointer(TEMPLATE, 'metadata', 'annotations', PROXY_CONFIG_ANNOTATION));
  if (found.known || !isUnpublished(input)) { return found; }
  // ASM's template would hardly bring one of its own; whether it copies the Gateway's is not documented
  return input.annotations.has(PROXY_CONFIG_ANNOTATION)
    ? unknown('ASM does not document whether the annotations of a Gateway reach its pods')
    : known(undefined, { kind: 'default', of: 'ASM', source: 'ASM, Customize configuration for Gateway API-based deployment' });
}

/** ASM's key `proxyConfig`: of the layers that have it, the strongest. */
function proxyConfigOptions({ layers }: Options): { readonly fields: Overlay['patch']; readonly at: (path: readonly string[]) => Origin } | undefined {
  const overlay = [...layers].reverse().map((layer) => layer.overlays.get(PROXY_CONFIG_KEY)).find((found) => found !== undefined);
  return overlay && { fields: overlay.patch, at: (path) => overlay.at(joinPointer('', ...path)) };
}
