/** Fields that a later Kubernetes brought than those that the table of types was made from. */
interface LaterRow {
  readonly type: string;
  /** Names, separated by blanks. */
  readonly fields: string;
  readonly since: string;
  readonly source: string;
}

const CORE_37 = { since: '1.37', source: 'kubernetes/api v0.37.2 core/v1/types.go, beside v0.36.6' } as const;

/** What an older API server drops, and what nobody can call unknown who does not know which Kubernetes it is. */
export const LATER_FIELDS: readonly LaterRow[] = [
  { type: 'ClusterTrustBundleProjection', fields: 'user', ...CORE_37 },
  { type: 'ConfigMapVolumeSource', fields: 'defaultUser', ...CORE_37 },
  { type: 'DownwardAPIVolumeFile', fields: 'user', ...CORE_37 },
  { type: 'DownwardAPIVolumeSource', fields: 'defaultUser', ...CORE_37 },
  { type: 'EmptyDirVolumeSource', fields: 'mode', ...CORE_37 },
  { type: 'GRPCAction', fields: 'mode', ...CORE_37 },
  { type: 'HTTPGetAction', fields: 'protocol', ...CORE_37 },
  { type: 'KeyToPath', fields: 'user', ...CORE_37 },
  { type: 'PodCertificateProjection', fields: 'user', ...CORE_37 },
  { type: 'PodSpec', fields: 'evictionResponders', ...CORE_37 },
  { type: 'ProjectedVolumeSource', fields: 'defaultUser', ...CORE_37 },
  { type: 'SecretVolumeSource', fields: 'defaultUser', ...CORE_37 },
  { type: 'ServiceAccountTokenProjection', fields: 'user', ...CORE_37 },
  { type: 'VolumeMount', fields: 'bindMountOptions', ...CORE_37 },
];

/** The Kubernetes that brought a field which the table of types does not have. */
export function laterSince(type: string, name: string): string | undefined {
  return LATER_FIELDS.find((row) => row.type === type && row.fields.split(' ').includes(name))?.since;
}
