import { GATEWAY_GROUP, type ManagedClass } from './classes';
import { type Entries, infrastructureAnnotations, infrastructureLabels } from './infrastructure';
import { Flavor } from '../../platform';
import type { ModelContext } from '../draft';
import type { Manifest } from '../manifest/types';
import { known, type Known, type Origin } from '../origin';
import { joinPointer } from '../pointer';
import { stringAt, stringsAt } from '../read';

/** Everything that the templates are filled with. */
export interface RenderInput {
  readonly gateway: Manifest;
  readonly managed: ManagedClass;
  readonly context: ModelContext;
  readonly namespace?: string;
  /** Deployment, Service, autoscaler and budget have this name. */
  readonly deploymentName: Known<string>;
  readonly serviceAccount: Known<string>;
  readonly serviceType: Known<string>;
  /** Infrastructure labels and annotations, or the Gateway's own. */
  readonly labels: Entries;
  readonly annotations: Entries;
  /** On ASM, where the templates are not public. */
  readonly isAsm: boolean;
}

export const GATEWAY_CLASS_NAME = `${GATEWAY_GROUP}/gateway-class-name`;

const CONTROLLER = 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go';

export function renderInput(gateway: Manifest, managed: ManagedClass, context: ModelContext): RenderInput {
  const isAsm = context.facts.platform.flavor === Flavor.ASM;
  const defaultName = known(managed.suffix ? `${gateway.key.name}-${stringAt(gateway.object, '/spec/gatewayClassName')}` : gateway.key.name,
    named(gateway, managed, isAsm));
  return {
    gateway,
    managed,
    context,
    namespace: context.index.namespaceOf(gateway.key),
    isAsm,
    deploymentName: ownAnnotation(gateway, 'gateway.istio.io/name-override') ?? defaultName,
    serviceAccount: ownAnnotation(gateway, 'gateway.istio.io/service-account') ?? defaultName,
    serviceType: ownAnnotation(gateway, 'networking.istio.io/service-type')
      ?? known(managed.serviceType, { kind: 'default', of: 'Istio', source: 'Istio 1.30.3 pilot/pkg/config/kube/gatewaycommon/classinfo.go' }),
    labels: infrastructureLabels(gateway, context),
    annotations: infrastructureAnnotations(gateway, context),
  };
}

/** The name is the author's where the Gateway's own is taken, and the controller's where it adds the class. */
function named(gateway: Manifest, managed: ManagedClass, isAsm: boolean): Origin {
  if (!managed.suffix) { return { kind: 'set', manifest: gateway, pointer: '/metadata/name' }; }
  return isAsm
    ? { kind: 'default', of: 'ASM', source: `as in Istio: ${CONTROLLER}` }
    : { kind: 'default', of: 'Istio', source: `${CONTROLLER} GetDefaultName` };
}

/** An annotation of the Gateway that the controller reads itself. An empty one counts as none (model.GetOrDefault). */
export function ownAnnotation(gateway: Manifest, name: string): Known<string> | undefined {
  const value = stringsAt(gateway.object, '/metadata/annotations')[name];
  return value === undefined || value === ''
    ? undefined
    : known(value, { kind: 'set', manifest: gateway, pointer: joinPointer('/metadata/annotations', name) });
}
