"""Every cap that untrusted input meets, with its unit in its name.

A limit is checked before the work that it bounds is done. `docs/security.md` explains them.
"""

from __future__ import annotations

from typing import Final

MAX_DOCUMENT_BYTES: Final = 8 * 1024 * 1024
"""A JSON document or a JWT, as text."""

MAX_IMAGE_BYTES: Final = 32 * 1024 * 1024
"""A PNG or SVG file."""

MAX_JSON_DEPTH: Final = 64
"""Nesting of arrays and objects in a JSON document."""

MAX_JSON_NUMBER_CHARACTERS: Final = 400
"""A JSON number; the longest that a double can need is shorter."""

MAX_TIMESTAMP_CHARACTERS: Final = 64
"""A dateTimeStamp."""

MAX_ENCODED_CHARACTERS: Final = 16 * 1024
"""A base58btc text; decoding it costs the square of its length."""

MAX_FAULTS: Final = 100
"""Faults listed for one document; more than that is cut and said so."""

MAX_JOSE_HEADER_BYTES: Final = 64 * 1024
"""The decoded protected header of a JWT."""

MIN_RSA_BITS: Final = 2048
"""An RSA modulus (NIST SP 800-131A)."""

MAX_RSA_BITS: Final = 8192
"""An RSA modulus; checking a signature costs the square of its length."""

MAX_KEY_FILE_BYTES: Final = 64 * 1024
"""A PEM, JWK or Multikey as text."""

MAX_DID_CHARACTERS: Final = 8 * 1024
"""A DID or DID URL; a did:jwk of an RSA key needs about 1,000."""

MAX_VERIFICATION_METHODS: Final = 256
"""Verification methods of one controller document, listed and embedded."""

MAX_PNG_CHUNKS: Final = 100_000
"""Chunks of a PNG; a picture of `MAX_IMAGE_BYTES` cut into the customary 8 KiB has 4,096."""

MAX_SVG_BYTES: Final = 16 * 1024 * 1024
"""An SVG file; parsing one takes up to some twenty times its size in memory."""

MAX_SVG_ELEMENTS: Final = 200_000
"""Elements of an SVG."""

MAX_SVG_ATTRIBUTES: Final = 400_000
"""Attributes of an SVG, counted as equals signs before it is parsed."""

MAX_DRAWN_PIXELS: Final = 2048
"""Width and height of a badge drawn as PNG."""

MAX_JSON_VALUES: Final = 1_000_000
"""Values (objects, arrays and scalars) in a JSON document; an empty one takes 64 bytes."""

MAX_JSON_CONTAINERS: Final = 400_000
"""Objects and arrays in a JSON document, which take up to 200 bytes each."""

MAX_ESCAPES: Final = 10_000
"""Percent signs of a `data:` URL; undoing one takes some hundred times its size in memory."""

MAX_PROOFS: Final = 16
"""Embedded proofs verified for one credential."""

MAX_SD_STATEMENTS: Final = 10_000
"""Statements of a proof with selective disclosure; each costs a signature."""

MAX_DISCLOSURES: Final = 10_000
"""Disclosures of an SD-JWT, and digests that they are looked for in."""

MAX_DISCLOSED_CONTAINERS: Final = 100_000
"""Objects and arrays of an SD-JWT, its payload and all disclosures; each is looked into."""

MAX_DEFINITION_BYTES: Final = 1024 * 1024
"""A definition that people write: YAML or JSON."""

MAX_DEFINITION_VALUES: Final = 20_000
"""Values in a definition, of YAML the member names too; a long one in two languages has 1,000."""

MAX_DEFINITIONS: Final = 5000
"""Definition files in one programme's folder."""

MAX_PICTURE_BYTES: Final = 256 * 1024
"""The picture file of a definition, which goes into every badge."""

MAX_PICTURE_PIXELS: Final = 4096
"""Width and height of the picture of a definition."""

MAX_ROSTER_BYTES: Final = 256 * 1024 * 1024
"""A roster file for minting many badges."""

MAX_CONTEXT_TERMS: Final = 10_000
"""Members of one JSON-LD context object; the largest context pinned here has some 60."""

MAX_CONTEXT_WORK_TERMS: Final = 500_000
"""Term definitions copied while the contexts of one document are processed."""

MAX_CONTEXT_DEPTH: Final = 24
"""Scoped contexts inside scoped contexts, however they are reached."""

MAX_REMOTE_CONTEXTS: Final = 10
"""Context documents that include one another."""

MAX_CACHED_CONTEXT_TERMS: Final = 60_000
"""Term definitions that compiled contexts may keep; past it the cache starts anew."""

MAX_URL_CHARACTERS: Final = 2048
"""A URL that is fetched, and an IRI in a JSON-LD context."""

MAX_PAGE_BYTES: Final = 1024 * 1024
"""The beginning of a web page in which the link to its badge is looked for."""

MAX_PAGE_LINKS: Final = 200
"""`link` elements of a web page that are looked at."""

MAX_FETCH_SECONDS: Final = 4.0
"""One fetch from the name look-up to the last byte, redirects and all."""

MAX_REDIRECTS: Final = 4
"""Redirects followed in one fetch."""

MAX_VERIFICATION_FETCHES: Final = 32
"""Different URLs fetched for one verification."""

MAX_VERIFICATION_FETCH_BYTES: Final = 32 * 1024 * 1024
"""Bodies of all fetches of one verification together."""

MAX_VERIFICATION_SECONDS: Final = 3.25
"""One verification on the clock, waiting and computing, after which nothing further is begun.

The longest that a single step takes is 1.5 seconds, so that the whole stays below 5.
"""

MAX_SCHEMAS: Final = 16
"""Entries of `credentialSchema` that one credential is checked against."""

MAX_SCHEMAS_OF_EXTENSION: Final = 4
"""Schemas that one extension of Open Badges 2.0 is checked against."""

MAX_SCHEMA_BYTES: Final = 1024 * 1024
"""A JSON schema, or a credential that carries one, that is fetched."""

MAX_SCHEMA_DOCUMENTS: Final = 8
"""Other documents that one fetched schema refers to."""

MAX_SCHEMA_SECONDS: Final = 3.0
"""All checks against fetched schemas of one verification together."""

MAX_SCHEMA_MEMORY_BYTES: Final = 256 * 1024 * 1024
"""Memory of the process that checks a document against a fetched schema."""

MAX_SCHEMA_PATTERN_BYTES: Final = 1024 * 1024
"""A regular expression of a fetched schema, compiled."""

MAX_RESOURCES: Final = 32
"""Objects with a digest of which the resource is fetched for one credential."""

MAX_RESOURCE_BYTES: Final = 16 * 1024 * 1024
"""A resource that is fetched in order to compare its digest."""

MAX_RESOURCE_DIGESTS: Final = 16
"""Digests in one digestSRI or digestMultibase."""

MAX_ENTITY_STATEMENT_BYTES: Final = 256 * 1024
"""An entity statement of an OpenID Federation."""

MAX_FEDERATION_KEYS: Final = 16
"""Keys of an entity that one signature is tried with."""

MAX_AUTHORITY_HINTS: Final = 8
"""Superiors of one entity in an OpenID Federation that are asked."""

MAX_TRUST_CHAIN_INTERMEDIATES: Final = 4
"""Entities between an issuer and its trust anchor."""

MAX_TRUST_CHAIN_WAYS: Final = 64
"""Superiors asked while a trust chain is looked for, each as often as it stands on a way up."""

MAX_CACHED_RESPONSES: Final = 128
"""Responses that a fetcher remembers."""

MAX_CACHED_BYTES: Final = 16 * 1024 * 1024
"""Bodies of all responses that a fetcher remembers."""

MAX_CACHE_SECONDS: Final = 300.0
"""The longest that a response is remembered, whatever the server says."""

MAX_MODEL_ITEMS: Final = 20_000
"""Array items that the models read in one document; each wrong one is a fault in memory."""

MAX_NODES: Final = 100_000
"""Objects of a JSON-LD document that become nodes of its graph."""

MAX_COMPARED_OBJECTS: Final = 15_000
"""Objects of a document that are compared one by one with what is signed, where that is needed.

It takes some 30 microseconds each; no limit holds for documents that cannot read otherwise.
"""

MAX_COMPARED_STATEMENTS: Final = 60_000
"""Statements that are compared so, a kilobyte of memory and 13 microseconds each."""

MAX_COMPARED_NAMES: Final = 1_000
"""Pairs of what two subjects are called that are compared; many of them take a hash each."""

MAX_GENERAL_VALUES: Final = 3_000
"""JSON values of a document that the general, slower JSON-LD processor is given.

It compares each value of a property with all the others, half a microsecond each, and nodes with
one id bring theirs together: so these take up to some two seconds.
"""

MAX_STATEMENT_CHARACTERS: Final = 32 * 1024 * 1024
"""Statements of one document as text; a context can make each many times as long as the JSON."""

STATEMENT_CHARACTERS: Final = 100
"""What a statement counts for beside its text, as Python keeps it."""

MAX_HASH_STEPS: Final = 500_000
"""Steps of the Hash N-Degree Quads algorithm of RDFC-1.0."""

MAX_HASH_DEPTH: Final = 250
"""Calls of the Hash N-Degree Quads algorithm inside one another."""

MAX_CONTROLLER_DOCUMENT_BYTES: Final = 1024 * 1024
"""A DID document, controller document, issuer profile, key or key set that is fetched."""

MAX_DID_LOG_BYTES: Final = 1024 * 1024
"""The log of a did:webvh."""

MAX_DID_LOG_ENTRIES: Final = 1000
"""Versions in the log of a did:webvh; each is hashed and its signature checked."""

MAX_WITNESS_PROOFS: Final = 1000
"""Witness proofs checked for one did:webvh."""

MAX_ENDORSEMENTS: Final = 64
"""Endorsements verified for one credential."""

MAX_CONTAINED_CREDENTIALS: Final = 500
"""Credentials verified inside one Comprehensive Learner Record or presentation."""

MAX_PRESENTED_FINDINGS: Final = 20_000
"""Findings about the credentials of one presentation, after which no further one is begun."""

MIN_STATUS_LIST_ENTRIES: Final = 131_072
"""Entries of a Bitstring Status List, so that one entry hides among many (16 KiB of bits)."""

MAX_STATUS_LIST_BYTES: Final = 16 * 1024 * 1024
"""A bit string after decompression: 134 million entries of one bit."""

MAX_STATUS_SIZE_BITS: Final = 12
"""Bits of one status; each value needs a message of its own, so 4,096 of them."""

MAX_STATUS_ENTRIES: Final = 32
"""Entries of `credentialStatus` that are looked up for one credential."""

MAX_GENERAL_CONTEXT_CHARACTERS: Final = 64 * 1024
"""Texts in the contexts of such a document, which can make others of one another."""

MAX_GENERAL_CONTEXTS: Final = 500
"""`@context` members of a document that the general, slower JSON-LD processor is given."""

MAX_ISSUER_KEYS: Final = 16
"""Keys of an Open Badges 2.0 issuer that one signature is tried with."""

MAX_EXPLAINED_CHARACTERS: Final = 8 * 1024 * 1024
"""The steps of one verification when they are told: canonical forms and documents, whole."""

MAX_REMEMBERED_JWK_CHARACTERS: Final = 2048
"""Names and values of a public JWK that is remembered once it was read; 256 of them are."""

MAX_KEPT_OPTIONS_CHARACTERS: Final = 2048
"""Names and values of proof options whose canonical form is kept; 256 of them are."""

MAX_CONTEXT_BYTES: Final = 1024 * 1024
"""A JSON-LD context that is fetched."""

MAX_TRACE_STEPS: Final = 256
"""Intermediate steps of one verification that are remembered."""

MAX_TRACED_BODY_BYTES: Final = 64 * 1024
"""An answer of the network that is remembered whole among the steps; else only its hash is."""

MAX_FRAMEWORK_BYTES: Final = 32 * 1024 * 1024
"""A framework file; the largest that are published have some 10,000 items in 15 MiB."""

MAX_FRAMEWORK_ITEMS: Final = 50_000
"""Items of a framework."""

MAX_FRAMEWORK_ASSOCIATIONS: Final = 200_000
"""Associations of a framework, and links between its items."""

MAX_FRAMEWORK_TEXT_CHARACTERS: Final = 20_000
"""A statement, name or other text of a framework."""

MAX_QUERY_CHARACTERS: Final = 2_000
"""A question to the catalogue."""

MAX_QUERY_WORDS: Final = 64
"""Words of a question that are looked for; further ones are left out."""

MAX_EVIDENCE_BYTES: Final = 512 * 1024 * 1024
"""One file of evidence, unless the programme's settings say otherwise: a recorded lesson."""

MAX_EVIDENCE_TEXT_CHARACTERS: Final = 100_000
"""One text handed in as evidence, a comment of an assessor or feedback."""

MAX_EVIDENCE_ITEMS: Final = 500
"""Pieces of evidence of one submission."""

MAX_EVIDENCE_NAME_CHARACTERS: Final = 255
"""The name of a file of evidence."""

MAX_ARCHIVE_ENTRIES: Final = 10_000
"""Entries of a ZIP file and of those in it; office documents are such files."""

MAX_ARCHIVE_DIRECTORY_BYTES: Final = 4 * 1024 * 1024
"""The directory at the end of a ZIP file, which is read at once: 400 bytes for each entry."""

MAX_ARCHIVE_DEPTH: Final = 3
"""ZIP files in one another: a document in an archive in an archive."""

MAX_EXPANDED_BYTES: Final = 1024 * 1024 * 1024
"""What the entries of a ZIP file and of those in it expand to."""

MAX_EXPANSION: Final = 200
"""How many times larger an entry of a ZIP file may be than its compressed form, past 1 MiB."""

MAX_INSPECTED_BYTES: Final = 16 * 1024 * 1024
"""What is read of a file of evidence in search of names that give its author away."""

MAX_MARKDOWN_CHARACTERS: Final = 100_000
"""A Markdown text that is shown on a page; what is longer is cut."""

MAX_BACKUP_SUMMARY_BYTES: Final = 256 * 1024 * 1024
"""The list of files at the end of a backup: 150 bytes for each file of evidence."""

LISTS_LOOKED_FOR: Final = 8
"""Pairs of status lists that are looked for on a site beyond the last that a registry knows."""

MAX_LISTED: Final = 1000
"""Lines of one page of a list."""
