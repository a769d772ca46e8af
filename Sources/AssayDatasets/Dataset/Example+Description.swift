extension Example: CustomStringConvertible {
  /// The index and the label, never the pixels: "example #12, label 3".
  public var description: String { "example #\(index), label \(label)" }
}
