import type { PolicyLevel } from '../model/origin';

/** For whom settings are; the more specific level wins, item by item. */
export class SidecarLevel {
  /** All sidecars of the mesh. */
  public static global(): SidecarLevel {
    return new SidecarLevel('global');
  }

  /**
   * The sidecars of a namespace.
   *
   * @param namespace its name
   */
  public static namespace(namespace: string): SidecarLevel {
    return new SidecarLevel('namespace', namespace);
  }

  /**
   * The sidecars of pods with these labels.
   *
   * @param namespace where they are
   * @param labels labels of the pods; all of them must be there
   * @param name the name of the resource that is written for them on ASM
   */
  public static workload(namespace: string, labels: { [key: string]: string }, name?: string): SidecarLevel {
    // what is no map is refused with the policy
    return new SidecarLevel('workload', namespace, typeof labels === 'object' ? { ...labels } : labels, name);
  }

  private constructor(
    /** @internal */ public readonly _level: Exclude<PolicyLevel, 'pod'>,
    /** @internal */ public readonly _namespace?: string,
    /** @internal */ public readonly _labels?: { readonly [key: string]: string },
    /** @internal */ public readonly _name?: string,
  ) {}

  /** As messages name it: `workload app=web in shop`. */
  public toString(): string {
    switch (this._level) {
      case 'global': return 'global';
      case 'namespace': return `namespace ${this._namespace}`;
      default: return `workload ${Object.entries(this._labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value}`).join(',')} in ${this._namespace}`;
    }
  }
}
