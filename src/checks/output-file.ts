import { App, type ApiObject, YamlOutputType } from 'cdk8s';

/**
 * The file to which cdk8s writes an object, where it writes each into its own: two that have the same one overwrite each other. The name is that of
 * cdk8s (src/app.ts, `synth`): kind and name, without what file systems mind.
 */
export function outputFileOf(object: ApiObject): string | undefined {
  const root = object.node.root;
  const type = root instanceof App ? root.yamlOutputType : undefined;
  if (type !== YamlOutputType.FILE_PER_RESOURCE && type !== YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE) { return undefined; }
  const file = fileName(object.kind, object.name);
  return type === YamlOutputType.FILE_PER_RESOURCE ? file : `${object.chart.node.path}/${file}`;
}

export function fileName(kind: string, name: string): string {
  return `${kind}.${name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}
