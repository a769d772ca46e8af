import AssayImages
import AssayTensor

/// A map as a counterexample keeps it, with its name.
public struct MapExhibit: Sendable, Equatable {
  /// What it is: "map before".
  public let name: String
  /// The extent of the map: its channels, height and width.
  public let size: ImageSize
  /// The numbers in the order channel, row, column.
  public let values: [Float]

  init(_ name: String, size: ImageSize, values: [Float]) {
    (self.name, self.size, self.values) = (name, size, values)
  }

  /// The map of one image, 1×C×H×W.
  init(_ name: String, _ map: Tensor) {
    self.init(
      name, size: ImageSize(channels: map.shape[1], height: map.shape[2], width: map.shape[3]), values: map.elements)
  }

  /// The map in colours, with the largest number in its caption.
  func panel() throws -> CounterexamplePicture.Panel {
    let heat = try HeatMap(
      Tensor(shape: [1, size.channels, size.height, size.width], elements: values))
    let shown = heat.hasNegatives ? heat : heat.unsigned
    let caption = shown.isSigned ? ["red speaks for it, blue against"] : ["darker counts more"]
    return CounterexamplePicture.Panel(
      name: name, picture: shown.picture(), caption: caption + ["darkest \(Self.text(of: shown.limit))"])
  }

  private static func text(of number: Float) -> String {
    guard number > 0 else { return "0" }
    let scale = number >= 0.01 ? Float(1000) : 1_000_000
    return "\((number * scale).rounded() / scale)"
  }
}
