import Foundation
import Testing

/// The bytes of a file as an attachment of a test; its name says what they are.
struct AttachedFile: Attachable {
  let bytes: Data

  var estimatedAttachmentByteCount: Int? { bytes.count }

  func withUnsafeBytes<Result>(
    for attachment: borrowing Attachment<AttachedFile>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try bytes.withUnsafeBytes(body)
  }
}
