import AssayTensor

extension Network: CustomStringConvertible {
  /// The name, what goes in and comes out, and the layers: "random: 1×8×8 → Linear (4), ReLU, Linear (10); 302 weights".
  ///
  /// Of more than ten layers the first eight and the last; never a weight.
  public var description: String {
    let layers = architecture.layerSummaries.filter { $0.kind != "Flatten" }.map { layer in
      layer.parameterCount == 0 ? layer.kind : "\(layer.kind) (\(layer.outputShape))"
    }
    let shown = layers.count > 10 ? layers.prefix(8) + ["…"] + layers.suffix(1) : layers[...]
    let note = metadata["weights"].map { ", \($0)" } ?? ""
    return "\(name): \(inputShape) → \(shown.joined(separator: ", ")); \(architecture.parameterCount) weights\(note)"
  }
}
