"""`README.txt` of every package: how to check and open it with plain tools.

The text belongs to format version 1 and is the same in every package, byte for byte; the reader
compares it. So nobody can use it to tell a desk something else ("run the attached program first").
"""

from __future__ import annotations

TEXT = """\
sealcase 1: 加密的投诉材料 / a sealed complaint
================================================

中文

这是一份经过脱敏、签名并加密的投诉材料。payload.tar.age 只有收件的客服部门能打开；任何人都可以核对签名。
用 sealcase 核对和打开：

    sealcase verify 文件名.sealcase.zip
    sealcase open 文件名.sealcase.zip -i 私钥文件 -o 目录

不用 sealcase，用常见工具也可以（每一行是一条命令）：

English

This is a complaint with its evidence: redacted, signed, encrypted. Only the support desk that it is
for can open payload.tar.age; anyone can check the signature. With sealcase:

    sealcase verify NAME.sealcase.zip
    sealcase open NAME.sealcase.zip -i IDENTITY -o DIRECTORY

Without sealcase, with common tools (each line is a command):

1. 解压 / unpack

    unzip NAME.sealcase.zip -d package
    cd package

2. 核对外层签名，记下显示的 SHA256 指纹 / check the outer signature, note the fingerprint that it shows

    ssh-keygen -Y check-novalidate -n sealcase-envelope-v1 -s SHA256SUMS.sig < SHA256SUMS
    sha256sum -c SHA256SUMS

   指纹要与投诉人在应用内（登录后）提供的一致。 / Compare the fingerprint with the one that the complainant
   gave in the app, where they are logged in. If you keep a file of known signers:

    ssh-keygen -Y verify -f SIGNERS -I NAME -n sealcase-envelope-v1 -s SHA256SUMS.sig < SHA256SUMS

3. 解密 / decrypt

    age -d -i IDENTITY -o payload.tar payload.tar.age
    mkdir content
    tar -xf payload.tar -C content
    cd content

4. 核对内层签名，指纹必须与外层相同 / check the inner signature; the fingerprint must be the same as outside

    ssh-keygen -Y check-novalidate -n sealcase-manifest-v1 -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt
    sha256sum -c tagmanifest-sha256.txt
    sha256sum -c manifest-sha256.txt

5. 查看 / read: data/complaint.txt, data/items/, manifest.json

签名正确只说明：封装之后内容没有被改动，封装者持有该密钥。它不说明截图内容属实。
A good signature shows that nothing changed since sealing, by the holder of that key. It does not show
that a screenshot is true.
"""
README = TEXT.encode()
