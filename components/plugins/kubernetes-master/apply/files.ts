import { folder } from "../../kubernetes-common/membership.ts";

/** What kubeadm reads on the first master, and on the others when they join. */
export const kubeadmConfiguration = `${folder}/kubeadm.yaml`;
export const joinConfiguration = `${folder}/join.yaml`;
/** How the API server encrypts secrets. */
export const encryption = `${folder}/encryption.yaml`;
/** What people use from elsewhere. */
export const kubeconfig = `${folder}/kubeconfig`;
