import AssayImages

/// An image with its label and its place in a data set.
public struct Example: Sendable, Equatable {
  /// The picture, pixels in [0, 1].
  public let image: Image
  /// The number of its class, from 0.
  public let label: Int
  /// Its index in the data set it was taken from.
  public let index: Int
  /// Its row in the original file or collection, which a subset or a split keeps.
  public let sourceRow: Int

  /// Makes an example; without a `sourceRow` the index is the row.
  public init(image: Image, label: Int, index: Int, sourceRow: Int? = nil) {
    self.image = image
    self.label = label
    self.index = index
    self.sourceRow = sourceRow ?? index
  }

  /// The same example at another index, and in another row if one is given.
  func moved(to index: Int, row: Int? = nil) -> Example {
    Example(image: image, label: label, index: index, sourceRow: row ?? sourceRow)
  }
}
