/** What docker calls the image of `painterModule`, whose file names it as docker's users do and without a digest. */
export const painterImage = "docker.io/lab/tool:amd64";

/** A file with one module in a container. */
export const painterModule = `version: v1
kind: Repository
components:
  - name: painter
    type: docker
    versions:
      - version: 1.0.0
        image: lab/tool:amd64
        commands: [{ name: init }]
`;
