/** CPU, memory and other resources of the proxy's container, as Kubernetes writes them. */
export interface ResourceRequirements {
  /**
   * What is set aside for it, by resource name: `{ cpu: '200m', memory: '256Mi' }`.
   *
   * @default - none
   */
  readonly requests?: { [name: string]: string };

  /**
   * The most it may use, by resource name.
   *
   * @default - none
   */
  readonly limits?: { [name: string]: string };
}
