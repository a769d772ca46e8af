import AssayCheck
import AssayDatasets
import AssayImages
import AssayTensor

/// A generated value as a report shows it: in a few words, and as pictures where it holds images.
struct GeneratedValue: Sendable {
  /// As many characters of a value's own description as a person reads.
  private static let limit = 200

  private let value: any Sendable
  private let words: @Sendable () -> String

  init<Value: Sendable>(_ value: Value, of generator: Generator<Value>) {
    self.value = value
    words = { generator.describe?(value) ?? Self.describe(value) }
  }

  var description: String { words() }

  /// The images in the value, at most three.
  var images: [Image] { Self.images(in: value) }

  private static func describe(_ value: Any) -> String {
    switch value {
    case let example as Example: "example #\(example.index), label \(example.label)"
    case let image as Image: describe(image)
    case let tensor as Tensor: "tensor \(tensor.shape)"
    case let data as Dataset: "data set \(data.name) of \(data.count)"
    case let text as String: shortened(text.debugDescription)
    case let list as [Any] where list.contains { isLarge($0) }:
      shortened("[" + list.prefix(4).map(describe).joined(separator: "; ") + (list.count > 4 ? "; …" : "") + "]")
        + " of \(list.count)"
    default: shortened(String(describing: value))
    }
  }

  private static func isLarge(_ value: Any) -> Bool { value is Example || value is Image || value is Tensor }

  private static func describe(_ image: Image) -> String {
    let (least, most) = (image.values.min() ?? 0, image.values.max() ?? 0)
    let range = least == most ? "all pixels \(least)" : "pixels \(least) to \(most)"
    return "image \(image.size), \(range)"
  }

  private static func shortened(_ text: String) -> String {
    text.count <= limit ? text : "\(text.prefix(limit))… (\(text.count) characters)"
  }

  private static func images(in value: Any) -> [Image] {
    switch value {
    case let example as Example: [example.image]
    case let drawn as DrawnExample: [drawn.image]
    case let image as Image: [image]
    case let list as [Any]: Array(list.prefix(3).flatMap { images(in: $0) }.prefix(3))
    default: []
    }
  }
}
