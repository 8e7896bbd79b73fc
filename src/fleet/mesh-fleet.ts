import { join } from 'node:path';
import { App } from 'cdk8s';
import { Construct } from 'constructs';
import { clusterMeant, FLEET, readClusters } from './clusters';
import type { FleetGateway } from './gateway';
import type { GatewayRequest } from './gateway-problems';
import { HandedOutApp } from './handed-out';
import { factsIn, type FleetPlan, type Folder, MESH } from './plan';
import { MeshFleetProps } from './props';
import { ServedMetrics } from '../autoscaling';
import { Finding, FindingsOptions, ValidationReport } from '../checks';
import { isDay } from '../checks/day';
import { IstioGatewayFromYamlOptions, IstioGatewayProps } from '../gateway';
import { GatewayNaming } from '../gateway/props';
import { inline } from '../kube/errors';
import { nameProblem } from '../kube/names';
import { meant } from '../kube/nearest';
import type { Manifest } from '../model/manifest/types';
import { Flavor, MeshFacts, Platform } from '../platform';
import { Problems, refuseNoMap, refuseOthers, shown } from '../platform/problems';

/** How errors name a gateway of the fleet. */
const placeOf = (id: string): string => `${FLEET}/${inline(String(id))}`;

/**
 * The gateways of all clusters of one mesh. Each cluster has an app and a folder of its own, with a kustomization file; on ASM the control plane has
 * one more, `mesh/`, because its API server holds the IstioGateway, and each cluster what stands beside it.
 *
 * Gateways are kept as they were declared and rendered cluster by cluster, so that memory does not grow with the clusters. Every rule runs on every
 * cluster; if any finds an error, nothing is written.
 *
 * @exampleMetadata nofixture
 * @example
 *
 * import { GatewaySpread, MeshFleet, Platform } from 'cdk8s-istio';
 *
 * const fleet = new MeshFleet({
 *   platform: Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }),
 *   clusters: { east: {}, west: { kubernetesVersion: '1.32' } },
 * });
 * fleet.addGateway('ingress', {
 *   namespace: 'istio-ingress',
 *   resources: { requests: { cpu: '200m', memory: '256Mi' } },
 *   minReplicas: 2,
 *   maxReplicas: 4,
 *   cpu: { targetAverageUtilization: 80 },
 *   spread: GatewaySpread.nodesAndZones(),
 *   overrides: { west: { minReplicas: 4, maxReplicas: 20 } },
 * });
 * fleet.synth();
 */
export class MeshFleet {
  /** The folder below which each cluster has its own. */
  public readonly outdir: string;

  /** The facts of all clusters; `facts.forCluster` has those of one. */
  public readonly facts: MeshFacts;

  /** The ids of the clusters, in the order given. */
  public readonly clusterIds: string[];

  private readonly gateways = new Map<string, FleetGateway>();
  private readonly apps = new Map<string, App>();

  public constructor(props: MeshFleetProps) {
    const { ids, facts } = readClusters(props);
    this.clusterIds = [...ids];
    this.facts = facts;
    // as cdk8s' own App: what is given wins over what `cdk8s synth` asks for
    this.outdir = props.outdir ?? process.env.CDK8S_OUTDIR ?? 'dist';
  }

  /** The mesh and its versions. */
  public get platform(): Platform {
    return this.facts.platform;
  }

  /**
   * The app of ASM's control plane, for what belongs beside the IstioGateways: ASMProxyConfig, Istio's Gateways and VirtualServices. Istio has
   * its control plane in the clusters, and no such app. It is written by `synth()` of the fleet, and not by its own.
   */
  public get mesh(): App {
    if (this.platform.flavor !== Flavor.ASM) {
      throw new Error(`[${FLEET}] 'mesh' is ASM's control plane, got ${this.platform}; Istio's stands in the clusters, use cluster(id)`);
    }
    return this.appOf(MESH, 'mesh');
  }

  /**
   * The app of one cluster, for what else belongs there. What is added to it stays in memory and is checked together with the gateways of the
   * fleet; an object that is to be patched goes in here too, as an IstioGatewayChart. It is written by `synth()` of the fleet, and not by its own.
   *
   * @param id the id of the cluster
   */
  public cluster(id: string): App {
    if (!this.clusterIds.includes(id)) {
      throw new Error(`[${FLEET}] 'cluster' must name a cluster of the fleet, got ${shown(id)}${clusterMeant(id, this.clusterIds)}`);
    }
    return this.appOf({ name: id, cluster: id }, `cluster(${shown(id)})`);
  }

  /**
   * A gateway in some or all of the clusters: on ASM one IstioGateway in `mesh/` with its overrides, and what that cannot hold in each cluster; on
   * Istio its objects in each cluster, with the overrides of the cluster in them. All of its problems, in any cluster, are refused at once.
   *
   * @param id the name of its file in every folder, and of the gateway where `name` says no other
   * @param props as those of IstioGateway; without `clusterIds` it runs in all clusters of the fleet
   */
  public addGateway(id: string, props: IstioGatewayProps): void {
    refuseNoMap(props, placeOf(id), 'the props of a gateway must be a map');
    const everywhere = { ...props, clusterIds: props.clusterIds ?? this.clusterIds };
    const { chooseRendering, declareByProps } = declaring();
    const { rendering } = chooseRendering(props.rendering, this.platform);
    this.add(id, props, declareByProps(everywhere, { name: id, namespace: rendering === 'ASM' ? this.facts.rootNamespace : undefined }));
  }

  /**
   * A gateway from the YAML of an IstioGateway. It runs in the clusters that the resource names.
   *
   * @param id the name of its file in every folder
   * @param text YAML or JSON; other objects in it are left alone
   * @param options which resource, and what is added to it
   */
  public addGatewayFromYaml(id: string, text: string, options: IstioGatewayFromYamlOptions = {}): void {
    this.addRead(id, declaring().readGatewayText(namedScope(), id, text, options), options);
  }

  /**
   * A gateway from a file with the YAML of an IstioGateway. It runs in the clusters that the resource names.
   *
   * @param id the name of its file in every folder
   * @param path the file
   * @param options which resource, and what is added to it
   */
  public addGatewayFromFile(id: string, path: string, options: IstioGatewayFromYamlOptions = {}): void {
    this.addRead(id, declaring().readGatewayFile(namedScope(), id, path, options), options);
  }

  /**
   * What the checks find in all clusters, without writing anything; each finding names its cluster.
   *
   * @param options the day against which acknowledgements expire
   */
  public findings(options: FindingsOptions = {}): Finding[] {
    return this.report(options).findings;
  }

  /**
   * As `findings()`, with the rules that ran and those that could not be judged.
   *
   * @param options the day against which acknowledgements expire
   */
  public report(options: FindingsOptions = {}): ValidationReport {
    refuseOthers(options, FLEET, 'the options must be a map with asOf', ['asOf']);
    const { asOf } = options;
    if (asOf !== undefined && !isDay(asOf)) { throw new Error(`[${FLEET}] 'asOf' must be a day such as 2026-11-20, got ${shown(asOf)}`); }
    return synthesizer().reportFleet(this.plan(), asOf);
  }

  /**
   * What stands behind the mesh metrics of a gateway in one cluster, and what is left to people; undefined where it has none.
   *
   * @param id the id that the gateway was added under
   * @param cluster the id of the cluster
   */
  public servedMetrics(id: string, cluster: string): ServedMetrics | undefined {
    const gateway = this.gateways.get(id);
    if (!gateway) {
      const known = [...this.gateways.keys()];
      throw new Error(`[${FLEET}] 'servedMetrics' must name a gateway of the fleet, got ${shown(id)}${meant(id, known)}`);
    }
    if (!gateway.clusters.has(cluster)) {
      throw new Error(`[${FLEET}] 'servedMetrics' must name a cluster of the gateway ${shown(id)}, got ${shown(cluster)}${clusterMeant(cluster, [...gateway.clusters])}`);
    }
    return gateway.specIn(cluster).autoscaler?.mesh?.served;
  }

  /** Writes the folder of every cluster, and on ASM that of the control plane; or none, and throws with everything that is wrong. */
  public synth(): void {
    synthesizer().synthFleet(this.plan());
  }

  private addRead(id: string, resource: Manifest, options: IstioGatewayFromYamlOptions): void {
    const { chooseRendering, declareByResource } = declaring();
    const { rendering } = chooseRendering(options.rendering, this.platform);
    this.add(id, options, declareByResource(resource.object, options, { namespace: rendering === 'ASM' ? this.facts.rootNamespace : undefined }));
  }

  private add(id: string, asked: IstioGatewayProps | IstioGatewayFromYamlOptions, declared: GatewayRequest['declared']): void {
    const { chooseRendering, FleetGateway: Gateway, gatewayProblems } = declaring();
    const problems = new Problems(placeOf(id));
    const idProblem = nameProblem('dns1123Label', id);
    if (idProblem !== undefined) { problems.add(`the id of a gateway names a file and ${idProblem}, got ${shown(id)}`); }
    if (this.gateways.has(id)) { problems.add(`the id of a gateway must be its own, got ${shown(id)} twice; choose another`); }
    if (asked.cluster !== undefined) { problems.add(`'cluster' is for a single gateway, got ${shown(asked.cluster)}; a fleet renders each cluster, leave it out`); }
    const { rendering, problem } = chooseRendering(asked.rendering, this.platform);
    if (problem !== undefined) { problems.add(problem); }
    const { naming, undocumentedOverrides } = asked;
    gatewayProblems({ id, declared, rendering, naming, undocumentedOverrides }, this.clusterIds, this.facts).forEach((one) => problems.add(one));
    problems.throwIfAny();
    this.gateways.set(id, new Gateway(id, declared.declaration, rendering, naming ?? GatewayNaming.ASM, this.facts));
  }

  private appOf(folder: Folder, called: string): App {
    let app = this.apps.get(folder.name);
    if (!app) {
      app = new HandedOutApp(join(this.outdir, folder.name), called);
      factsIn(this, folder).applyTo(app);
      this.apps.set(folder.name, app);
    }
    return app;
  }

  private plan(): FleetPlan {
    const { outdir, facts, clusterIds, apps } = this;
    return { outdir, facts, clusterIds, apps, gateways: [...this.gateways.values()] };
  }
}

/** Reading and judging gateways, loaded by the first one. */
function declaring(): typeof import('./declaring') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whoever makes no fleet does not pay for it
  return require('./declaring') as typeof import('./declaring');
}

/** A fleet is no construct; this is how the readers of YAML name it. */
function namedScope(): Construct {
  return new Construct(new App(), FLEET);
}

/** Rules and model are loaded by the first fleet that is judged. */
function synthesizer(): typeof import('./synth') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./synth') as typeof import('./synth');
}
