import { describeCycle } from "./cycle.ts";

describeCycle({
  provider: "google",
  double: "google",
  machineType: "google_compute_instance",
  perMachine: ["google_compute_instance"],
  ruleType: "google_compute_firewall",
  otherRegion: "europe-west4",
});
