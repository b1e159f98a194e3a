export const configurationFile = "/etc/haproxy/haproxy.cfg";
export const statsPasswordFile = "/etc/haproxy/stats-password";
export const certificateDirectory = "/etc/ssl/haproxy";
