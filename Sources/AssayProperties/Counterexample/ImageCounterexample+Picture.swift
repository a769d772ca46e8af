import AssayBase
import AssayImages
import Foundation

extension ImageCounterexample {
  /// The picture: original, failing image and amplified difference, with labels and probabilities; PNG bytes.
  public func png() throws -> Data {
    let footer = "\(model) on \(place)" + (reduction.map { ", found by \($0.attack)" } ?? "")
    var picture: CounterexamplePicture
    if let reduction {
      let change = "\(reduction.changedPixels) of \(original.width * original.height) pixels changed"
      picture = try CounterexamplePicture(
        title: property, original: Image(original), attacked: Image(failing),
        originalCaption: caption(label: "label \(name(label))", originalProbabilities),
        attackedCaption: caption(label: "seen as \(name(prediction))", failingProbabilities),
        footer: "\(footer); \(change), at most by \(reduction.largestChange)/255")
    } else {
      picture = CounterexamplePicture(
        title: property,
        panels: [
          CounterexamplePicture.Panel(
            name: "original", picture: original,
            caption: caption(label: "label \(name(label)), seen as \(name(prediction))", originalProbabilities))
        ], footer: footer)
    }
    if let maps {
      if reduction != nil { picture.panels[1].name = changedName }
      picture.panels += try maps.maps.map { try $0.panel() }
      picture.footer += "; \(maps.explanation): \(maps.finding)"
    }
    return try PNG.encode(picture.rendered(), text: [PNGText(keyword: "Title", value: property)])
  }

  /// What the panels of the picture show, where there are several: "original | attacked | difference ×16".
  package var panels: String? {
    let names =
      (reduction == nil ? ["original"] : ["original", changedName, "difference ×16"])
      + (maps?.maps.map(\.name) ?? [])
    return names.count > 1 ? names.joined(separator: " | ") : nil
  }

  /// What the failing image is called: what noise changed, or a search for another map, is no attack on the answer.
  private var changedName: String { maps != nil && prediction == label ? "changed" : "attacked" }

  /// The label and the most probable classes, the label's and the prediction's among them.
  private func caption(label text: String, _ probabilities: [Float]) -> [String] {
    let top = probabilities.indices.sorted { (probabilities[$0], $1) > (probabilities[$1], $0) }.prefix(3)
    let shown = Set(top).union([label, prediction]).filter { probabilities.indices.contains($0) }
    let lines = shown.sorted { (probabilities[$0], $1) > (probabilities[$1], $0) }
    return [text] + lines.map { "\(name($0)): \(PercentText.of((Double(probabilities[$0]) * 1000).rounded() / 1000))" }
  }
}
