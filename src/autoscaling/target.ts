import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isPlusWorkload, type PlusWorkload } from './plus-workload';
import { TargetRole } from './role';
import { Problems } from '../platform/problems';
import { checkTexts, isOf } from '../presets/known-fields';

/** An object by its name. */
export interface NamedTarget {
  /**
   * API group and version.
   *
   * @default 'apps/v1'
   */
  readonly apiVersion?: string;

  /**
   * Kind.
   *
   * @default 'Deployment'
   */
  readonly kind?: string;

  /** Name. */
  readonly name: string;

  /**
   * Namespace; the autoscaler stands in the same one.
   *
   * @default - that of the autoscaler
   */
  readonly namespace?: string;
}

/** What an autoscaler scales. */
export class ScaleTarget {
  /**
   * An object of the app: an ApiObject, a workload of cdk8s-plus, or any construct whose default child is one. A workload of cdk8s-plus then
   * writes no number of replicas, as with an autoscaler of cdk8s-plus.
   *
   * @param object the object
   */
  public static of(object: IConstruct): ScaleTarget {
    return ScaleTarget.ofObject(object, TargetRole.WORKLOAD, 'ScaleTarget.of');
  }

  /**
   * A workload by its name, in the app or outside.
   *
   * @param target which one
   */
  public static named(target: NamedTarget): ScaleTarget {
    return new ScaleTarget(checked(target, 'ScaleTarget.named'), TargetRole.WORKLOAD);
  }

  /**
   * An ingress or egress gateway, by the name of its Deployment: its requests are those that it sends. On ASM the autoscaler acts only where the
   * IstioGateway leaves its replicas to the user.
   *
   * @param target which one
   */
  public static gateway(target: NamedTarget): ScaleTarget {
    return new ScaleTarget(checked(target, 'ScaleTarget.gateway'), TargetRole.GATEWAY);
  }

  /**
   * A waypoint, by the name of its Deployment, which is that of its Gateway. Istio's metrics hold neither a waypoint's name nor its namespace: with
   * several in the mesh, narrow the metrics by `filter.labels` or by `scope`.
   *
   * @param target which one
   */
  public static waypoint(target: NamedTarget): ScaleTarget {
    return new ScaleTarget(checked(target, 'ScaleTarget.waypoint'), TargetRole.WAYPOINT);
  }

  private static ofObject(object: IConstruct, role: TargetRole, what: string): ScaleTarget {
    const apiObject = ApiObject.isApiObject(object) ? object as ApiObject : defaultApiObject(object, what);
    const { apiVersion, kind, name, metadata } = apiObject;
    // an object of cdk8s-plus keeps what it knows beside the ApiObject, and renders late
    const owner = [object, apiObject.node.scope].find((one): one is IConstruct & PlusWorkload => isPlusWorkload(one));
    return new ScaleTarget({ apiVersion, kind, name, namespace: metadata.namespace }, role, apiObject, owner);
  }

  private constructor(
    private readonly target: NamedTarget, private readonly role: TargetRole,
    private readonly object?: ApiObject, private readonly plus?: PlusWorkload,
  ) {}

  /** @internal */
  public get _ref(): { readonly apiVersion: string; readonly kind: string; readonly name: string } {
    return { apiVersion: this.target.apiVersion ?? 'apps/v1', kind: this.target.kind ?? 'Deployment', name: this.target.name };
  }

  /** @internal */
  public get _namespace(): string | undefined {
    return this.target.namespace;
  }

  /** @internal */
  public get _role(): TargetRole {
    return this.role;
  }

  /** @internal */
  public get _object(): ApiObject | undefined {
    return this.object;
  }

  /** @internal */
  public get _plus(): PlusWorkload | undefined {
    return this.plus;
  }
}

const NAMED = ['apiVersion', 'kind', 'name', 'namespace'] as const;

function checked(target: NamedTarget, where: string): NamedTarget {
  const problems = new Problems(where);
  if (isOf(target, NAMED, '', problems)) { checkTexts(target, NAMED, problems); }
  problems.throwIfAny();
  return target;
}

function defaultApiObject(object: IConstruct, what: string): ApiObject {
  try {
    return ApiObject.of(object);
  } catch {
    throw new Error(`[${what}] 'object' must be an ApiObject or a construct with one as its default child, got ${object?.node?.path ?? String(object)}; `
      + 'give the ApiObject, or use ScaleTarget.named');
  }
}
