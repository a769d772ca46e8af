/// One tensor of an archive: its name, encoding, shape and place.
public struct ArchiveEntry: Sendable, Equatable {
  /// The tensor's name, for instance "conv1.weight".
  public let name: String
  /// How its numbers are encoded.
  public let type: ArchiveElementType
  /// The extent of each dimension; empty for a scalar.
  public let shape: [Int]
  /// The bytes of the tensor, counted from the start of the file.
  public let byteRange: Range<Int>

  /// The number of elements.
  public var count: Int { byteRange.count / type.size }
}
