"""Seals or opens a file as Tink does: `seal_or_open.py seal|open KEY FROM TO`, with a key of 32 bytes in hex."""

import io
import sys

import tink
from tink import proto_keyset_format, secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2


def primitive(secret: bytes) -> streaming_aead.StreamingAead:
    key = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(key_value=secret)
    key.params.ciphertext_segment_size = 64 << 10
    key.params.derived_key_size = 32
    key.params.hkdf_hash_type = common_pb2.SHA256
    keyset = tink_pb2.Keyset(primary_key_id=1)
    keyset.key.add(
        key_id=1,
        status=tink_pb2.ENABLED,
        output_prefix_type=tink_pb2.RAW,
        key_data=tink_pb2.KeyData(
            type_url="type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey",
            value=key.SerializeToString(),
            key_material_type=tink_pb2.KeyData.SYMMETRIC,
        ),
    )
    handle = proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


class Kept(io.BytesIO):
    """Bytes that are still there when whoever wrote them has closed them."""

    def close(self) -> None:
        self.written = self.getvalue()
        super().close()


def main(what: str, key: str, source: str, target: str) -> None:
    streaming_aead.register()
    aead = primitive(bytes.fromhex(key))
    with open(source, "rb") as file:
        given = file.read()
    if what == "seal":
        out = Kept()
        with aead.new_encrypting_stream(out, b"") as stream:
            stream.write(given)
        made = out.written
    else:
        with aead.new_decrypting_stream(io.BytesIO(given), b"") as stream:
            made = stream.read()
    with open(target, "wb") as file:
        file.write(made)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except tink.TinkError as error:
        sys.exit(f"Tink: {error}")
