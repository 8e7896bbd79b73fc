/** The fields of the Kubernetes kinds that overlays change, and what is wrong with an object of such a kind. */
export { judge, judgeObject, type Judgement, type SchemaOptions, type SchemaProblem, type ValueProblem } from './judge';
export { type Field, fieldsOf, type FieldType, SCHEMA_KINDS, SCHEMA_ROWS, type SchemaRow } from './types';
