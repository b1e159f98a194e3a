/** Scripts for sh around openssl 3 and Java's keytool. Passwords and keys stand in the environment and in no argument. */

/**
 * The authority's key is a number that all machines of the cluster share as a secret, so each can sign for itself and all
 * believe in the same authority. Its structure is that of RFC 5915.
 */
const authority = `work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 143' HUP INT TERM
umask 077
authority_key() {
  {
    printf '%s\\n' 'asn1=SEQUENCE:key' '[key]' 'version=INTEGER:1' "private=FORMAT:HEX,OCTETSTRING:$AUTHORITY_KEY"
    printf '%s\\n' 'curve=EXPLICIT:0,OID:prime256v1'
  } >"$work/asn1"
  openssl asn1parse -genconf "$work/asn1" -noout -out "$work/der"
  openssl ec -inform DER -in "$work/der" -out "$work/authority.key" 2>/dev/null
}
public() { openssl pkey "$@" -pubout 2>/dev/null; }
`;

/** Succeeds where both stores can be read, and the certificate is the authority's, this machine's, and good for thirty days. */
export const certificateIsGood = `set -e
${authority}
for file in "$KEYSTORE" "$TRUSTSTORE" "$AUTHORITY"; do [ -s "$file" ] || exit 1; done
authority_key
[ "$(public -in "$work/authority.key")" = "$(openssl x509 -in "$AUTHORITY" -noout -pubkey)" ]
openssl pkcs12 -in "$KEYSTORE" -passin env:KEYSTORE_PASSWORD -nokeys -clcerts -out "$work/crt"
openssl pkcs12 -in "$TRUSTSTORE" -passin env:TRUSTSTORE_PASSWORD -nokeys -out "$work/believed"
[ "$(openssl x509 -in "$work/believed" -noout -fingerprint)" = "$(openssl x509 -in "$AUTHORITY" -noout -fingerprint)" ]
openssl verify -CAfile "$AUTHORITY" -verify_ip "$ADDRESS" "$work/crt"
openssl x509 -in "$work/crt" -noout -subject -nameopt RFC2253 | grep -Fxq "subject=CN=$ACCOUNT"
openssl x509 -in "$work/crt" -noout -checkend 2592000
`;

/** The keystore is put in place last: where it stands, all of it is done. */
export const makeCertificate = `set -e
${authority}
authority_key
if [ ! -s "$AUTHORITY" ] || [ "$(public -in "$work/authority.key")" != "$(openssl x509 -in "$AUTHORITY" -noout -pubkey)" ]; then
  openssl req -x509 -new -key "$work/authority.key" -days 36500 -subj "/CN=$AUTHORITY_NAME" -out "$work/authority.crt"
else
  cp -- "$AUTHORITY" "$work/authority.crt"
fi
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -subj "/CN=$ACCOUNT" -keyout "$work/key" \\
  -out "$work/csr" 2>/dev/null
printf 'subjectAltName=DNS:%s,IP:%s\\nextendedKeyUsage=serverAuth,clientAuth\\n' "$NAME" "$ADDRESS" >"$work/extensions"
openssl x509 -req -in "$work/csr" -CA "$work/authority.crt" -CAkey "$work/authority.key" -days "$DAYS" \\
  -extfile "$work/extensions" -out "$work/crt" 2>/dev/null
openssl pkcs12 -export -name kafka -in "$work/crt" -inkey "$work/key" -certfile "$work/authority.crt" \\
  -passout env:KEYSTORE_PASSWORD -out "$work/keystore"
keytool -importcert -noprompt -alias authority -file "$work/authority.crt" -storetype PKCS12 \\
  -keystore "$work/truststore" -storepass:env TRUSTSTORE_PASSWORD 2>/dev/null
place() { chgrp "$GROUP_NAME" "$1" && chmod "$3" "$1" && cp -p -- "$1" "$2.new" && mv -f -- "$2.new" "$2"; }
place "$work/authority.crt" "$AUTHORITY" 0644
place "$work/truststore" "$TRUSTSTORE" 0640
place "$work/keystore" "$KEYSTORE" 0640
`;
