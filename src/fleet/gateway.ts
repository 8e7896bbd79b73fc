import { hasMixedKinds, isServerless, sharedPlatform } from './shared-platform';
import type { GatewayDeclaration } from '../gateway/declaration';
import type { ResourceFields } from '../gateway/fields';
import type { GatewayNaming } from '../gateway/props';
import type { GatewaySpec, RenderingName } from '../gateway/spec';
import { fieldsFor, type SpecOptions, specFor } from '../gateway/spec-of';
import { ClusterKind, type MeshFacts, type Platform } from '../platform';

/** A gateway of the fleet as it was declared; it is rendered cluster by cluster when the fleet is written. */
export class FleetGateway {
  /** The clusters that it runs in. */
  public readonly clusters: ReadonlySet<string>;

  public constructor(
    public readonly id: string,
    public readonly declaration: GatewayDeclaration,
    public readonly rendering: RenderingName,
    private readonly naming: GatewayNaming,
    private readonly facts: MeshFacts,
  ) {
    this.clusters = new Set(declaration.clusterIds);
  }

  public platformIn(cluster: string): Platform {
    return this.facts.forCluster(cluster).platform;
  }

  /** How it is meant in one cluster. */
  public specIn(cluster: string): GatewaySpec {
    return specFor(this.declaration, this.optionsIn(cluster));
  }

  /** The fields of the resource that hold in one cluster, presets included. */
  public fieldsIn(cluster: string): ResourceFields {
    return fieldsFor(this.declaration, this.optionsIn(cluster));
  }

  /** What one resource for all its clusters is written for. */
  public sharedPlatform(): Platform {
    return sharedPlatform(this.facts.platform, [...this.clusters].map((cluster) => this.platformIn(cluster)));
  }

  /** How it is meant before the overrides, for every cluster alike. */
  public sharedSpec(): GatewaySpec {
    return specFor(this.declaration, { rendering: this.rendering, naming: this.naming, platform: this.sharedPlatform() });
  }

  /**
   * The clusters that must be kept from the anti-affinity by which the others spread their pods: ACK Serverless has none, and spreads them by
   * annotations (source document 004). Empty where all clusters are alike.
   */
  public serverlessAmongOthers(): readonly string[] {
    const clusters = [...this.clusters];
    if (!hasMixedKinds(clusters.map((cluster) => this.platformIn(cluster)))) { return []; }
    const { spread } = this.declaration.additions;
    const isByAffinity = spread?._antiAffinity('app', this.declaration.name, ClusterKind.ACK) !== undefined;
    return isByAffinity ? clusters.filter((cluster) => isServerless(this.platformIn(cluster))) : [];
  }

  private optionsIn(cluster: string): SpecOptions {
    return { rendering: this.rendering, naming: this.naming, platform: this.platformIn(cluster), cluster };
  }
}
