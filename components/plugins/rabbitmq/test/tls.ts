import { connects } from "@lambdastack/core/role";
import { deliver } from "../scripts.ts";

/** For python3: trusts the broker's own certificate and no other, whoever signed it. */
const trusting = `import os, ssl
e = os.environ
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
context.load_verify_locations(e["CERTIFICATE"])
`;

/** As `roundTrip`, over TLS. */
export const roundTripOverTls = `python3 - <<'PYTHON'
${trusting}
${deliver}
deliver(pika.SSLOptions(context))
PYTHON
`;

/** With TLS 1.3 the refusal of a client without certificate comes after the handshake, as an answer to what it says first. */
export const wantsCertificate = `python3 - <<'PYTHON'
${trusting}
import socket
with context.wrap_socket(socket.create_connection((e["ADDRESS"], int(e["PORT"])), 10)) as client:
    try:
        client.sendall(b"AMQP\\0\\0\\11\\1")
        client.recv(1)
        raise SystemExit("it let a client in that has no certificate")
    except ssl.SSLError as refusal:
        print("it wants a certificate:", refusal.reason)
PYTHON
`;

/** Succeeds where nobody listens. */
export const isClosed = `${connects}! connects "$ADDRESS" "$PORT"`;
