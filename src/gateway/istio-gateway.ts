import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioGatewayFromYamlOptions, IstioGatewayProps } from './props';
import { ServedMetrics } from '../autoscaling';
import { enforceErrors } from '../checks/enforce';
import type { Manifest } from '../model/manifest/types';
import { MeshFacts, Platform } from '../platform';
import { Problems } from '../platform/problems';
import { pathOf } from '../platform/tree-store';

/** Props that stand for a resource that was read: what it says is here, and the props hold the options. */
const READ = new WeakMap<object, Manifest>();

/**
 * A gateway of the mesh. What it is written as follows the platform of its scope: on ASM the IstioGateway resource and what that cannot
 * hold beside it, on Istio a Deployment that istiod injects, or a Gateway of the Gateway API.
 *
 * Its objects have explicit names, so its id may change. It enforces the errors of all checks on itself.
 */
export class IstioGateway extends Construct {
  /**
   * A gateway from the YAML of an IstioGateway resource. On ASM it is written as it was read; what the options say is added.
   *
   * @param scope where it stands
   * @param id its id there
   * @param text YAML or JSON; other objects in it are left alone
   * @param options which resource, and what is added to it
   */
  public static fromYaml(scope: Construct, id: string, text: string, options: IstioGatewayFromYamlOptions = {}): IstioGateway {
    return new IstioGateway(scope, id, IstioGateway._propsOf(reading().readGatewayText(scope, id, text, options), options));
  }

  /**
   * A gateway from a file with the YAML of an IstioGateway resource.
   *
   * @param scope where it stands
   * @param id its id there
   * @param path the file
   * @param options which resource, and what is added to it
   */
  public static fromFile(scope: Construct, id: string, path: string, options: IstioGatewayFromYamlOptions = {}): IstioGateway {
    return new IstioGateway(scope, id, IstioGateway._propsOf(reading().readGatewayFile(scope, id, path, options), options));
  }

  /**
   * Props that stand for a resource.
   *
   * @internal
   */
  public static _propsOf(resource: Manifest, options: IstioGatewayFromYamlOptions): IstioGatewayProps {
    const props: IstioGatewayProps = { ...options };
    READ.set(props, resource);
    return props;
  }

  /** @internal */
  public static _isRead(props: IstioGatewayProps): boolean {
    return READ.has(props);
  }

  /** The name of the gateway: that of the IstioGateway resource, or of the Gateway. */
  public readonly name: string;

  /** The name of its Deployment, Service, HPA and PDB, also where ASM or istiod makes them. */
  public readonly objectName: string;

  /** The namespace; undefined where the chart has none either. */
  public readonly namespace?: string;

  /** The labels by which its pods are found. */
  public readonly selector: { [key: string]: string };

  /** What was written in another form than it was given, each with its reason. */
  public readonly notes: string[];

  /** The IstioGateway resource (ASM) or the Gateway (MANAGED). */
  public readonly resource?: ApiObject;

  /** The Deployment or DaemonSet (INJECTED). */
  public readonly deployment?: ApiObject;

  /** The Service (INJECTED). */
  public readonly service?: ApiObject;

  /** The ServiceAccount (INJECTED). */
  public readonly serviceAccount?: ApiObject;

  /** The Role that reads Secrets (INJECTED). */
  public readonly role?: ApiObject;

  /** The binding of the Role (INJECTED). */
  public readonly roleBinding?: ApiObject;

  /** The autoscaler (INJECTED; on ASM only where ASM's own cannot do what is asked). */
  public readonly hpa?: ApiObject;

  /** The PodDisruptionBudget (INJECTED, ASM). */
  public readonly pdb?: ApiObject;

  /** The NetworkPolicy (INJECTED). */
  public readonly networkPolicy?: ApiObject;

  /** The EnvoyFilter that compresses responses (INJECTED, MANAGED). */
  public readonly compression?: ApiObject;

  /** The Istio Gateway for the ports, where it is asked for (INJECTED). */
  public readonly autoCreatedGateway?: ApiObject;

  /** The options ConfigMap (MANAGED). */
  public readonly options?: ApiObject;

  /** What stands behind the mesh metrics, where there are some, and what is left to people. */
  public readonly servedMetrics?: ServedMetrics;

  public constructor(scope: Construct, id: string, props: IstioGatewayProps = {}) {
    super(scope, id);
    const platform = Platform._writtenFor(this);
    const resource = READ.get(props);
    const { problems: found, gateway } = judgement().gatewayVerdict({
      id, props, resource, platform, rootNamespace: MeshFacts.of(this).rootNamespace, namespace: Chart.of(this).namespace,
    });
    // nothing of a refused gateway is to stay, not even its place
    if (found.length > 0) { scope.node.tryRemoveChild(id); }
    const problems = new Problems(`${pathOf(this)}${resource === undefined ? '' : `, from ${placeOf(resource)}`}`);
    found.forEach((one) => problems.add(one));
    problems.throwIfAny();
    const { spec, notes, renderer } = gateway!;
    this.name = spec.name;
    this.objectName = spec.objectName;
    this.namespace = spec.namespace;
    this.selector = { ...spec.selector };
    this.notes = [...notes];
    const objects = renderer.render(this, spec, platform);
    this.resource = objects.resource;
    this.deployment = objects.deployment;
    this.service = objects.service;
    this.serviceAccount = objects.serviceAccount;
    this.role = objects.role;
    this.roleBinding = objects.roleBinding;
    this.hpa = objects.hpa;
    this.pdb = objects.pdb;
    this.networkPolicy = objects.networkPolicy;
    this.compression = objects.compression;
    this.autoCreatedGateway = objects.istioGateway;
    this.options = objects.options;
    const mesh = spec.autoscaler?.mesh;
    if (mesh !== undefined) {
      this.servedMetrics = mesh.served;
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- for gateways that scale on traffic
      const { registerAutoscaler } = require('../autoscaling/exclusive') as typeof import('../autoscaling/exclusive');
      registerAutoscaler(this, {
        target: { apiVersion: 'apps/v1', kind: 'Deployment', name: spec.objectName }, namespace: spec.namespace!, form: mesh.form, metrics: mesh.queried,
      });
    }
    enforceErrors(this);
  }
}

/** Reading and judging, loaded by the first gateway. */
function judgement(): typeof import('./verdict') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever makes no gateway does not pay for it
  return loaded ??= require('./verdict') as typeof import('./verdict');
}

let loaded: typeof import('./verdict') | undefined;

function placeOf(resource: Manifest): string {
  return `${resource.file === undefined ? '' : `${resource.file}, `}IstioGateway ${resource.key.name}`;
}

/** Readers of YAML, loaded by the first text. */
function reading(): typeof import('./from-yaml') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever reads no YAML does not pay for it
  return require('./from-yaml') as typeof import('./from-yaml');
}
