import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor

extension HardnessRanking {
  /// A contact sheet: the examples that are fooled most easily and those that are hardest to fool, each with the attacked
  /// image beside it.
  ///
  /// The examples shown are attacked again: the same model and data give the images behind the distances.
  ///
  /// - Parameter count: How many examples of each kind to show, at least 1; fewer where there are fewer.
  /// - Throws: `AssayError` for images that cannot be drawn, and what attacking throws.
  public func contactSheet(of data: Dataset, on model: any Classifier, count: Int = 12) throws -> ContactSheet {
    let shown = max(1, min(count, entries.count / 2 + entries.count % 2))
    let easiest = Array(entries.prefix(shown))
    let hardest = Array(entries.dropFirst(shown).suffix(shown).reversed())
    let target = try AttackedModel(model)
    return ContactSheet(
      title: "\(data.name), ranked by how little fools \(self.model)",
      sections: [
        ContactSheet.Section(name: "fooled most easily", tiles: try tiles(easiest, data, target)),
        ContactSheet.Section(name: "hardest to fool", tiles: try tiles(hardest, data, target)),
      ].filter { !$0.tiles.isEmpty },
      footer: "\(attack), \(entries.count) examples; original | attacked")
  }

  private func tiles(_ entries: [Entry], _ data: Dataset, _ model: AttackedModel) throws -> [ContactSheet.Tile] {
    guard !entries.isEmpty else { return [] }
    let batch = ExampleBatch(try data.examples(at: entries.map(\.index)))
    let attacked = try attack.run(
      on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key)
    return try entries.enumerated().map { row, entry in
      let pictures = [Image(row: row, of: batch.images), Image(row: row, of: attacked.images)]
      let names = [entry.label, entry.prediction].map { name(ofClass: $0, data) }
      let size = entry.distance.map { PerturbationBall(norm, $0).roundedDescription }
      return ContactSheet.Tile(
        pictures: try pictures.map { try ByteImage(Self.thumbnail($0)) },
        caption: [
          "#\(entry.index) \(names[0])" + (entry.distance == nil ? "" : " → \(names[1])"),
          entry.isWrong ? "wrong unattacked" : size ?? "not fooled",
        ])
    }
  }

  /// The image, made smaller where a sheet of such would not fit a screen.
  private static func thumbnail(_ image: Image) -> Image {
    min(image.size.height, image.size.width) > 160 ? image.resized(shorterSide: 128) : image
  }

  private func name(ofClass index: Int, _ data: Dataset) -> String {
    data.classNames.indices.contains(index) ? data.classNames[index] : "\(index)"
  }
}
