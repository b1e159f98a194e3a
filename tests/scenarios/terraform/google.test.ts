import { describeCycle } from "./cycle.ts";

describeCycle({
  provider: "google",
  double: "google",
  machineType: "google_compute_instance",
  perMachine: ["google_compute_instance"],
  otherRegion: "europe-west4",
});
