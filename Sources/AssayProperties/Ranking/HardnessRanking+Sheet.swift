import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor

extension HardnessRanking {
  /// A contact sheet: the examples that are fooled most easily and those that are hardest to fool, each above its attacked
  /// image.
  ///
  /// The examples shown are attacked again: the same model and data give the images behind the distances.
  ///
  /// - Parameter count: How many examples of each kind to show, at least 1; fewer where there are fewer.
  /// - Throws: `AssayError` for images that cannot be drawn, and what attacking throws.
  public func contactSheet(of data: Dataset, on model: any Classifier, count: Int = 12) throws -> ByteImage {
    let shown = max(1, min(count, (entries.count + 1) / 2))
    let hardest = Array(entries.dropFirst(shown).suffix(shown).reversed())
    let target = try AttackedModel(model)
    let rows =
      try rows("fooled most easily", Array(entries.prefix(shown)), data, target)
      + rows("hardest to fool", hardest, data, target)
    return try ContactSheet(
      title: "\(data.name), ranked by how little fools \(self.model)", rows: rows,
      footer: "\(attack), \(entries.count) examples. Below each: its number and label, and what the model says of the "
        + "attacked image at which distance in \(norm.symbol)."
    ).rendered()
  }

  /// The originals and, below them, the attacked images.
  private func rows(
    _ name: String, _ entries: [Entry], _ data: Dataset, _ model: AttackedModel
  ) throws -> [ContactSheet.Row] {
    guard !entries.isEmpty else { return [] }
    let batch = ExampleBatch(try data.examples(at: entries.map(\.index)))
    let attacked = try attack.run(
      on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key)
    func row(_ detail: String, _ images: Tensor, _ caption: (Entry) -> String) -> ContactSheet.Row {
      ContactSheet.Row(
        name: name, detail: detail,
        entries: entries.enumerated().map { row, entry in
          ContactSheet.Entry(image: Image(row: row, of: images), caption: caption(entry))
        })
    }
    return [
      row("original", batch.images) { "#\($0.index): \(self.name(ofClass: $0.label, data))" },
      row("attacked", attacked.images) { entry in
        guard let distance = entry.distance else { return "not fooled" }
        let answer = self.name(ofClass: entry.prediction, data)
        return distance == 0 ? "\(answer) already" : "\(answer) at \(distanceText(distance))"
      },
    ]
  }

  private func distanceText(_ distance: Double) -> String {
    let text = PerturbationBall(norm, distance).roundedDescription
    return String(text.dropFirst(norm.symbol.count + 1))
  }

  private func name(ofClass index: Int, _ data: Dataset) -> String {
    data.classNames.indices.contains(index) ? data.classNames[index] : "\(index)"
  }
}
