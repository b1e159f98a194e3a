export { Repository } from "./repository.ts";
