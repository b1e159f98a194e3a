/** `configuration/my-role` after defaults; the schema beside it says what each field means. */
export interface MyRoleConfig {
  message: string;
  pause: number;
}
