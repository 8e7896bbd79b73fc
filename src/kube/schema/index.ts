/** The fields of the Kubernetes kinds that overlays change, and what is wrong with an object of such a kind. */
export { type SchemaOptions, type SchemaProblem, schemaProblems } from './judge';
export { schemaTypeOf, type ValueProblem, valueProblems } from './values';
export { type Field, fieldsOf, type FieldType, SCHEMA_KINDS, SCHEMA_ROWS, type SchemaRow } from './types';
