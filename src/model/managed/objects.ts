import { assumed, type Built, built, type Templates } from './built';
import { GATEWAY_GROUP } from './classes';
import { written } from './infrastructure';
import { GATEWAY_CLASS_NAME, type RenderInput } from './input';
import type { OverlayKey } from './options';
import { podSpec } from './pod';
import { servicePorts } from './service-ports';
import { valueFor } from '../../platform/values';
import { namespaceOrigin } from '../by-home';
import type { ProxyConfigView } from '../draft';
import type { Manifest } from '../manifest/types';
import { GATEWAY_NAME_LABEL, MANAGED_LABEL } from '../names';
import { type Origin, unknown } from '../origin';
import { mapAt, stringAt, stringsAt } from '../read';
import { chartText, istiodEnv } from '../rendering/installation';
import { type Part, print, set, sourced } from '../rendering/sourced';

const SOURCES = {
  'kube-gateway': 'Istio 1.30.3 istio-discovery chart, files/kube-gateway.yaml',
  'waypoint': 'Istio 1.30.3 istio-discovery chart, files/waypoint.yaml',
} as const;

/** The objects of the templates before any overlay, each made when it is asked for: autoscaler and budget often are not. */
export function templateObjects(input: RenderInput, view: ProxyConfigView): Templates {
  const rest: Origin = { kind: 'default', of: 'Istio', source: SOURCES[input.managed.template] };
  const made = (part: { readonly [key: string]: Part }): Built => {
    const object = built(print(part, rest));
    return input.isAsm ? assumed(object) : object;
  };
  return (key) => {
    switch (key) {
      case 'serviceAccount': return made({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(input, key) });
      case 'deployment': return made(deployment(input, view));
      case 'service': return made(service(input));
      case 'horizontalPodAutoscaler': return made({
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: metadata(input, key),
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: sourced(input.deploymentName) },
          maxReplicas: 1,
        },
      });
      case 'podDisruptionBudget': return made({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: metadata(input, key),
        spec: { selector: { matchLabels: selector(input) } },
      });
    }
  };
}

/** `gateway.istio.io/managed` on each object: the controller's name, whatever a template or overlay says (deploymentcontroller.go apply). */
export function managedLabel({ managed, context }: RenderInput): string {
  const renamed = managed.role === 'gateway' ? istiodEnv(context, 'PILOT_GATEWAY_API_CONTROLLER_NAME') : undefined;
  return (renamed ?? managed.controller).replaceAll('/', '-');
}

/** The object's own name, set in the Gateway, and who owns it. The uid is the cluster's to give. */
function metadata(input: RenderInput, of: OverlayKey): Part {
  const { gateway, deploymentName, serviceAccount, labels, annotations, managed } = input;
  const reference = [{ apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'Gateway', name: nameOf(gateway), uid: sourced(unknown('the cluster gives the uid')) }];
  return {
    name: sourced(of === 'serviceAccount' ? serviceAccount : deploymentName),
    namespace: namespacePart(input),
    annotations: of === 'service' && managed.template === 'waypoint'
      ? written({ 'networking.istio.io/traffic-distribution': 'PreferClose' }, annotations)
      : written(annotations),
    labels: { ...written(labels), ...identity(input), [MANAGED_LABEL]: managedLabel(input) },
    ownerReferences: of === 'serviceAccount' ? ownerOfServiceAccount(input, reference) : reference,
  };
}

/** Kubernetes before 1.28 could delete the ServiceAccount before the pods that use it, so istiod leaves it there. */
function ownerOfServiceAccount({ context, isAsm }: RenderInput, reference: Part): Part {
  const owned = valueFor(context.facts.platform, 'ownedServiceAccount');
  if (!owned.known) { return isAsm ? reference : sourced(unknown(owned.why)); }
  return owned.value ? reference : undefined;
}

const nameOf = (gateway: Manifest): Part => set(gateway.key.name, { kind: 'set', manifest: gateway, pointer: '/metadata/name' });

export function namespacePart({ gateway, namespace }: RenderInput): Part {
  return namespace === undefined ? undefined : set(namespace, namespaceOrigin(gateway));
}

/** The labels that name the Gateway and its class. */
function identity({ gateway }: RenderInput): { readonly [key: string]: Part } {
  const className = stringAt(gateway.object, '/spec/gatewayClassName') ?? '';
  return {
    [GATEWAY_NAME_LABEL]: nameOf(gateway),
    [GATEWAY_CLASS_NAME]: set(className, { kind: 'set', manifest: gateway, pointer: '/spec/gatewayClassName' }),
  };
}

const selector = ({ gateway }: RenderInput): { readonly [key: string]: Part } => ({ [GATEWAY_NAME_LABEL]: nameOf(gateway) });

const OLD_NAME = 'istio.io/gateway-name';

/** Istio 1.24 dropped a label from the selector; a Deployment that still has it keeps it, since selectors never change. */
export function oldDeployment({ gateway, namespace, context, deploymentName }: RenderInput): Manifest | undefined {
  const { cluster } = gateway.key;
  const running = context.index.get({ cluster, group: 'apps', kind: 'Deployment', namespace, name: deploymentName.value });
  return running && stringsAt(running.object, '/metadata/labels')[MANAGED_LABEL] !== undefined
    && (stringsAt(running.object, '/spec/selector/matchLabels')[OLD_NAME] ?? '') !== '' ? running : undefined;
}

function deployment(input: RenderInput, view: ProxyConfigView): { readonly [key: string]: Part } {
  const { managed, labels, annotations, deploymentName } = input;
  const old = oldDeployment(input);
  const oldLabel = old && stringsAt(old.object, '/spec/template/metadata/labels')[OLD_NAME];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(input, 'deployment'),
    spec: {
      selector: old
        ? set(mapAt(old.object, '/spec/selector'), { kind: 'set', manifest: old, pointer: '/spec/selector' })
        : { matchLabels: selector(input) },
      template: {
        metadata: {
          annotations: {
            ...written(annotations),
            'istio.io/rev': revision(input),
            'prometheus.io/path': '/stats/prometheus',
            'prometheus.io/port': '15020',
            'prometheus.io/scrape': 'true',
          },
          labels: {
            ...written({
              'sidecar.istio.io/inject': 'false',
              ...managed.template === 'waypoint' && { 'istio.io/dataplane-mode': 'none' },
              'service.istio.io/canonical-revision': 'latest',
            }, new Map([['service.istio.io/canonical-name', deploymentName]]), labels),
            ...identity(input),
            [MANAGED_LABEL]: managed.label,
            [OLD_NAME]: old && oldLabel !== undefined
              ? set(oldLabel, { kind: 'set', manifest: old, pointer: '/spec/template/metadata/labels/istio.io~1gateway-name' })
              : undefined,
          },
        },
        spec: podSpec(input, view),
      },
    },
  };
}

/** The revision of the istiod that renders. */
function revision({ context }: RenderInput): Part {
  const { platform } = context.facts;
  if (platform.revision !== undefined) { return set(platform.revision, { kind: 'policy', level: 'global', by: 'platform (revision)' }); }
  const given = chartText(context, '/revision');
  return given.value !== '' ? sourced(given) : 'default';
}

function service(input: RenderInput): { readonly [key: string]: Part } {
  const { gateway, managed, context, serviceType } = input;
  const address = stringAt(gateway.object, '/spec/addresses/0/value');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(input, 'service'),
    spec: {
      ipFamilyPolicy: 'PreferDualStack',
      ports: servicePorts(gateway, managed, context),
      selector: selector(input),
      loadBalancerIP: address !== undefined && serviceType.value === 'LoadBalancer'
        ? set(address, { kind: 'set', manifest: gateway, pointer: '/spec/addresses/0/value' })
        : undefined,
      type: sourced(serviceType),
    },
  };
}
