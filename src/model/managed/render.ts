import { asmObjects } from './asm-base';
import { type Built, type Templates, traced, veiled } from './built';
import { afterRendering, beforeRendering, type Rendered } from './checks';
import { classOf, classSwitchedOff, isDeployed, type ManagedClass } from './classes';
import { MANAGED, type RenderInput, renderInput } from './input';
import { lostSettings } from './lost';
import { managedLabel, templateObjects } from './objects';
import { type Options, type Overlay, optionsOf, PROXY_CONFIG_KEY } from './options';
import { overlaid } from './overlay';
import { proxyContainerPointer } from './pod';
import { type Problem, stateOf } from './problems';
import { unmodelledVersions } from '../../platform/values';
import type { ModelContext, ProxyConfigView } from '../draft';
import type { LostSetting, ProxyState, Refusal } from '../effective-proxy';
import type { Manifest } from '../manifest/types';
import { type Effective, known, unknown } from '../origin';
import { joinPointer } from '../pointer';
import { proxyConfigView } from '../proxy-config';
import { mapAt, stringsAt } from '../read';
import type { TracedObject } from '../traced';

/** What istiod, or ASM, deploys for one Gateway. */
export interface ManagedRendering {
  readonly managed: ManagedClass;
  /** The name of the Deployment. */
  readonly name: string;
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
  if (!managed || !isDeployed(gateway, context)) { return undefined; }
  const input = renderInput(gateway, managed, context);
  const problems: Problem[] = [...classSwitchedOff(gateway, managed, context), ...beforeRendering(input)];
  const options = optionsOf(input);
  problems.push(...options.problems);
  const rendered = labelled(input, overlaid(bases(input, options), options.layers, problems));
  problems.push(...afterRendering(input, rendered));

  const deployment = traced(rendered.deployment!);
  const container = proxyContainerPointer(deployment.object, TEMPLATE);
  return {
    managed,
    name: input.deploymentName.value,
    state: stateOf(problems, input.isAsm),
    refusals: problems,
    deployment,
    service: traced(rendered.service!),
    serviceAccount: traced(rendered.serviceAccount!),
    horizontalPodAutoscaler: rendered.horizontalPodAutoscaler && traced(rendered.horizontalPodAutoscaler),
    podDisruptionBudget: rendered.podDisruptionBudget && traced(rendered.podDisruptionBudget),
    container,
    lost: lostSettings(input),
    proxyConfig: proxyConfigView({
      context,
      namespace: gateway.key.namespace,
      gatewayName: gateway.key.name,
      podLabels: stringsAt(deployment.object, `${TEMPLATE}/metadata/labels`),
      podLabelsComplete: !isUnpublished(input),
      annotation: agentAnnotation(input, deployment),
      options: proxyConfigOptions(options),
      ...container !== undefined && { container: { workload: deployment, pointer: container } },
    }),
  };
}

const isUnpublished = ({ isAsm, context }: RenderInput): boolean => isAsm && !context.facts.assumeIstioBase;

/** The objects before any overlay. */
function bases(input: RenderInput, options: Options): Templates {
  if (isUnpublished(input)) { return asmObjects(input); }
  const { context, gateway } = input;
  // what istiod looks up when it renders: by the one label, without annotations
  const view = proxyConfigView({
    context, namespace: gateway.key.namespace, gatewayName: gateway.key.name, podLabels: {}, options: proxyConfigOptions(options),
  });
  const templates = templateObjects(input, view);
  const outside = unmodelledVersions(context.facts.platform).find((text) => text.startsWith('Istio '));
  if (outside === undefined) { return templates; }
  return (key) => veiled(templates(key), outside, ['/apiVersion', '/kind', '/metadata/name', '/metadata/namespace']);
}

/** The last word on the label by which istiod knows its objects is istiod's. */
function labelled(input: RenderInput, rendered: Rendered): Rendered {
  if (isUnpublished(input)) { return rendered; }
  const label = managedLabel(input);
  const pointer = joinPointer('/metadata/labels', MANAGED);
  const relabelled = (built: Built): Built => {
    const labels = mapAt(built.object, '/metadata/labels');
    if (labels?.[MANAGED] === label) { return built; }
    const object = { ...built.object, metadata: { ...built.object.metadata, labels: { ...labels, [MANAGED]: label } } };
    return {
      object,
      origin: (at) => at === pointer
        ? { kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go apply' }
        : built.origin(at),
      absence: (at) => built.absence(at),
    };
  };
  return Object.fromEntries(Object.entries(rendered).map(([key, built]) => [key, relabelled(built)]));
}

const ANNOTATION = 'proxy.istio.io/config';

/** The annotation from which the agent in the pod reads its ProxyConfig. */
function agentAnnotation(input: RenderInput, deployment: TracedObject): Effective<unknown> {
  const found = deployment.at(joinPointer(TEMPLATE, 'metadata', 'annotations', ANNOTATION));
  if (found.known || !isUnpublished(input)) { return found; }
  // ASM's template would hardly bring one of its own; whether it copies the Gateway's is not documented
  return input.annotations.has(ANNOTATION)
    ? unknown('ASM does not document whether the annotations of a Gateway reach its pods')
    : known(undefined, { kind: 'default', of: 'ASM', source: 'ASM, Customize configuration for Gateway API-based deployment' });
}

/** ASM's key `proxyConfig`: of the layers that have it, the strongest. */
function proxyConfigOptions({ layers }: Options): { readonly fields: Overlay['patch']; readonly at: (path: readonly string[]) => ReturnType<Overlay['at']> } | undefined {
  const overlay = [...layers].reverse().map((layer) => layer.overlays.get(PROXY_CONFIG_KEY)).find((found) => found !== undefined);
  return overlay && { fields: overlay.patch, at: (path) => overlay.at(joinPointer('', ...path)) };
}
