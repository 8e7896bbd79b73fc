import type { PolicyLevel } from '../../model/origin';
import type { Flavor, Platform } from '../../platform';
import type { Json, JsonMap } from '../../platform/json';
import type { SidecarSettings } from '../settings';

/** The levels at which a policy can stand; pods speak for themselves. */
export type Level = Exclude<PolicyLevel, 'pod'>;

/** Takes a sentence about what is wrong. */
export type Add = (problem: string) => void;

/** What a policy asks for, and of which mesh. */
export interface ReadInput {
  readonly platform: Platform;
  readonly level: Level;
}

/** What the pods of a workload say themselves. */
export interface PodView {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The annotation `proxy.istio.io/config`, read; undefined where there is none or it cannot be read. */
  readonly config?: JsonMap;
  readonly containers: readonly unknown[];
  readonly initContainers: readonly unknown[];
}

/** What an item puts into a pod template on its way to the injector. */
export interface Stamp {
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields of `proxy.istio.io/config`. */
  readonly config?: JsonMap;
  /** Fields of a container `istio-proxy`, which the injector puts over its own. */
  readonly proxy?: JsonMap;
  /** Fields of an init container `istio-init`. */
  readonly init?: JsonMap;
}

/** What ASM takes for the whole mesh: parameters of the API call UpdateMeshFeature, or settings that only its console has. */
export interface AsmGlobal {
  readonly parameters?: JsonMap;
  readonly console?: JsonMap;
}

/** The value that holds where nobody sets it, or why that is not known. */
export type Fallback = { readonly value: Json } | { readonly why: string } | { readonly none: true };

/** The answers of all items for one pod, for those that depend on each other. */
export interface View {
  readonly flavor: Flavor;
  readonly platform: Platform;
  readonly pod: PodView;
  /** Whether the sidecar is native; undefined where that is not known. */
  readonly native: boolean | undefined;
  /** The value that holds; undefined where there is none or it is not known. */
  value(id: ItemId): Json | undefined;
  /** Whether anybody sets it. */
  isSet(id: ItemId): boolean;
}

export type ItemId = keyof SidecarSettings;

/** One thing that can be set: how it is read, who carries it where, what it does, and when it does nothing. */
export interface Item {
  readonly id: ItemId;
  /** The value in the form in which it is carried; undefined where the settings say nothing. What is wrong with it is added. */
  readonly read: (settings: SidecarSettings, input: ReadInput, add: Add) => Json | undefined;
  /** What it puts into the pods depends on what else is in them: that part of them as a text. Pods with the same text get the same. */
  readonly byPod?: (pod: PodView) => string;
  /** Where it puts something into the pods, another item puts nothing. */
  readonly replaces?: ItemId;
  /** A map whose entries are settings of their own: those of several levels add up. */
  readonly byKey?: true;
  /** At other levels than these it is refused, with what to do instead. */
  readonly onlyAt?: { readonly levels: Readonly<Record<Flavor, readonly Level[]>>; readonly instead: string };
  /** On Istio: into the pods, by annotation or container. */
  readonly istio?: (value: Json, pod: PodView) => Stamp;
  /** On Istio at the level of a namespace: part of the spec of a ProxyConfig. */
  readonly proxyConfig?: (value: Json) => JsonMap;
  /** On Istio at the global level: values of the istiod chart. Without it the pods of the app are stamped. */
  readonly values?: (value: Json) => JsonMap;
  /** On ASM: part of the spec of an ASMProxyConfig. */
  readonly asm?: (value: Json) => JsonMap;
  /** On ASM: into the pods, where the resource has no field. */
  readonly asmPod?: (value: Json, pod: PodView) => Stamp;
  readonly asmGlobal?: (value: Json) => AsmGlobal;
  /** What the pod itself says. */
  readonly ofPod: (pod: PodView) => Json | undefined;
  readonly fallback: (platform: Platform) => Fallback;
  /** Where it shows in the injected pod. */
  readonly site: Readonly<Record<Flavor, string>>;
  /** Why it has no effect in this pod. */
  readonly ignored?: (value: Json, view: View) => string | undefined;
  /** What else it does that may surprise. */
  readonly warning?: (value: Json, view: View) => string | undefined;
  readonly source: string;
}
