/** The second number of a version such as 1.34.3. */
export const minorOf = (version: string): number => Number(version.split(".")[1]);

/**
 * Whether kubeadm of the version reads kubeadm.k8s.io/v1beta4, in which arguments are lists and certificates have a validity:
 * from 1.31 on. Before, v1beta3.
 */
export const takesLists = (version: string): boolean => minorOf(version) >= 31;
