import type { SchemaRow } from './types';

const CORE = 'Kubernetes API reference 1.28 to 1.36, core/v1';

/** Volumes and what they hold. Notation: see `SchemaRow.fields`. */
export const VOLUME_TYPES: readonly SchemaRow[] = [
  { type: 'AWSElasticBlockStoreVolumeSource', source: CORE, fields: 'fsType:string partition:int readOnly:bool volumeID:string!' },
  {
    type: 'AzureDiskVolumeSource',
    source: CORE,
    fields: `
      cachingMode:string diskName:string! diskURI:string! fsType:string kind:string readOnly:bool`,
  },
  { type: 'AzureFileVolumeSource', source: CORE, fields: 'readOnly:bool secretName:string! shareName:string!' },
  {
    type: 'CSIVolumeSource',
    source: CORE,
    fields: `
      driver:string! fsType:string nodePublishSecretRef:LocalObjectReference readOnly:bool volumeAttributes:{string}`,
  },
  {
    type: 'CephFSVolumeSource',
    source: CORE,
    fields: `
      monitors:[string]! path:string readOnly:bool secretFile:string secretRef:LocalObjectReference user:string`,
  },
  { type: 'CinderVolumeSource', source: CORE, fields: 'fsType:string readOnly:bool secretRef:LocalObjectReference volumeID:string!' },
  {
    type: 'ClusterTrustBundleProjection',
    source: CORE,
    fields: `
      labelSelector:LabelSelector name:string optional:bool path:string! signerName:string`,
  },
  { type: 'ConfigMapProjection', source: CORE, fields: 'items:[KeyToPath] name:string optional:bool' },
  { type: 'ConfigMapVolumeSource', source: CORE, fields: 'defaultMode:int items:[KeyToPath] name:string optional:bool' },
  { type: 'DownwardAPIProjection', source: CORE, fields: 'items:[DownwardAPIVolumeFile]' },
  {
    type: 'DownwardAPIVolumeFile',
    source: CORE,
    fields: `
      fieldRef:ObjectFieldSelector mode:int path:string! resourceFieldRef:ResourceFieldSelector`,
  },
  { type: 'DownwardAPIVolumeSource', source: CORE, fields: 'defaultMode:int items:[DownwardAPIVolumeFile]' },
  { type: 'EmptyDirVolumeSource', source: CORE, fields: 'medium:string sizeLimit:quantity' },
  { type: 'EphemeralVolumeSource', source: CORE, fields: 'volumeClaimTemplate:PersistentVolumeClaimTemplate' },
  { type: 'FCVolumeSource', source: CORE, fields: 'fsType:string lun:int readOnly:bool targetWWNs:[string] wwids:[string]' },
  { type: 'FlexVolumeSource', source: CORE, fields: 'driver:string! fsType:string options:{string} readOnly:bool secretRef:LocalObjectReference' },
  { type: 'FlockerVolumeSource', source: CORE, fields: 'datasetName:string datasetUUID:string' },
  { type: 'GCEPersistentDiskVolumeSource', source: CORE, fields: 'fsType:string partition:int pdName:string! readOnly:bool' },
  { type: 'GitRepoVolumeSource', source: CORE, fields: 'directory:string repository:string! revision:string' },
  { type: 'GlusterfsVolumeSource', source: CORE, fields: 'endpoints:string! path:string! readOnly:bool' },
  { type: 'HostPathVolumeSource', source: CORE, fields: 'path:string! type:string' },
  {
    type: 'ISCSIVolumeSource',
    source: CORE,
    fields: `
      chapAuthDiscovery:bool chapAuthSession:bool fsType:string initiatorName:string iqn:string! iscsiInterface:string lun:int!
      portals:[string] readOnly:bool secretRef:LocalObjectReference targetPortal:string!`,
  },
  { type: 'ImageVolumeSource', source: CORE, fields: 'pullPolicy:string reference:string' },
  { type: 'KeyToPath', source: CORE, fields: 'key:string! mode:int path:string!' },
  { type: 'LocalObjectReference', source: CORE, fields: 'name:string' },
  { type: 'NFSVolumeSource', source: CORE, fields: 'path:string! readOnly:bool server:string!' },
  {
    type: 'PersistentVolumeClaimSpec',
    source: CORE,
    fields: `
      accessModes:[string] dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements
      selector:LabelSelector storageClassName:string volumeAttributesClassName:string volumeMode:string volumeName:string`,
  },
  { type: 'PersistentVolumeClaimTemplate', source: CORE, fields: 'metadata:ObjectMeta spec:PersistentVolumeClaimSpec!' },
  { type: 'PersistentVolumeClaimVolumeSource', source: CORE, fields: 'claimName:string! readOnly:bool' },
  { type: 'PhotonPersistentDiskVolumeSource', source: CORE, fields: 'fsType:string pdID:string!' },
  {
    type: 'PodCertificateProjection',
    source: CORE,
    fields: `
      certificateChainPath:string credentialBundlePath:string keyPath:string keyType:string! maxExpirationSeconds:int signerName:string!
      userAnnotations:{string}`,
  },
  { type: 'PortworxVolumeSource', source: CORE, fields: 'fsType:string readOnly:bool volumeID:string!' },
  { type: 'ProjectedVolumeSource', source: CORE, fields: 'defaultMode:int sources:[VolumeProjection]' },
  { type: 'QuobyteVolumeSource', source: CORE, fields: 'group:string readOnly:bool registry:string! tenant:string user:string volume:string!' },
  {
    type: 'RBDVolumeSource',
    source: CORE,
    fields: `
      fsType:string image:string! keyring:string monitors:[string]! pool:string readOnly:bool secretRef:LocalObjectReference user:string`,
  },
  {
    type: 'ScaleIOVolumeSource',
    source: CORE,
    fields: `
      fsType:string gateway:string! protectionDomain:string readOnly:bool secretRef:LocalObjectReference! sslEnabled:bool storageMode:string
      storagePool:string system:string! volumeName:string`,
  },
  { type: 'SecretProjection', source: CORE, fields: 'items:[KeyToPath] name:string optional:bool' },
  { type: 'SecretVolumeSource', source: CORE, fields: 'defaultMode:int items:[KeyToPath] optional:bool secretName:string' },
  { type: 'ServiceAccountTokenProjection', source: CORE, fields: 'audience:string expirationSeconds:int path:string!' },
  {
    type: 'StorageOSVolumeSource',
    source: CORE,
    fields: `
      fsType:string readOnly:bool secretRef:LocalObjectReference volumeName:string volumeNamespace:string`,
  },
  { type: 'TypedLocalObjectReference', source: CORE, fields: 'apiGroup:string kind:string! name:string!' },
  { type: 'TypedObjectReference', source: CORE, fields: 'apiGroup:string kind:string! name:string! namespace:string' },
  {
    type: 'Volume',
    source: CORE,
    fields: `
      awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFileVolumeSource
      cephfs:CephFSVolumeSource cinder:CinderVolumeSource configMap:ConfigMapVolumeSource csi:CSIVolumeSource
      downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource
      flexVolume:FlexVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource
      glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource iscsi:ISCSIVolumeSource name:string!
      nfs:NFSVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource
      portworxVolume:PortworxVolumeSource projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource
      scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource`,
  },
  {
    type: 'VolumeProjection',
    source: CORE,
    fields: `
      clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection
      podCertificate:PodCertificateProjection secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection`,
  },
  { type: 'VolumeResourceRequirements', source: CORE, fields: 'limits:{quantity} requests:{quantity}' },
  {
    type: 'VsphereVirtualDiskVolumeSource',
    source: CORE,
    fields: `
      fsType:string storagePolicyID:string storagePolicyName:string volumePath:string!`,
  },
];
