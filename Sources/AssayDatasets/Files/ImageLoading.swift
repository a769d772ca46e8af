import AssayImages

/// How the picture files of a data set are read.
public struct ImageLoading: Sendable {
  /// How a picture becomes an image.
  public var preparation: ImagePreparation
  /// What is done with files that cannot be read.
  public var unreadable: UnreadableFiles
  /// Is told now and then, from one thread at a time, how many of how many files have been read while opening.
  public var progress: (@Sendable (_ done: Int, _ all: Int) -> Void)?

  /// Makes settings; by default colour pictures as they are, and an error for each that cannot be read.
  public init(
    preparation: ImagePreparation = ImagePreparation(), unreadable: UnreadableFiles = .fail,
    progress: (@Sendable (_ done: Int, _ all: Int) -> Void)? = nil
  ) {
    self.preparation = preparation
    self.unreadable = unreadable
    self.progress = progress
  }
}
