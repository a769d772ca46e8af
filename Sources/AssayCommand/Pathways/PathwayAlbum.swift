import AssayBase
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayReport
import AssayTensor
import Foundation

/// The pictures of pathways: a graph for each strength, activation maps of one image, and what channels look for.
struct PathwayAlbum {
  private let pathways: Pathways
  private let study: PathwayStudy
  private let network: Network
  private let inputs: PathwayInputs
  private let attacks: [PathwayAttack]
  private let highlight: PathwayHighlight?

  /// Channels shown of a layer on the sheets.
  private static let channelLimit = 12
  /// Images beside a channel's feature picture.
  private static let exampleCount = 4

  init(
    _ pathways: Pathways, _ study: PathwayStudy, _ network: Network, _ inputs: PathwayInputs,
    _ attacks: [PathwayAttack], highlight: PathwayHighlight?
  ) {
    (self.pathways, self.study, self.network, self.inputs) = (pathways, study, network, inputs)
    (self.attacks, self.highlight) = (attacks.filter { pathways.strengths.contains($0.strength) }, highlight)
  }

  /// Draws everything into a folder.
  ///
  /// - Returns: The paths of the pictures.
  /// - Throws: `AssayError` when a file cannot be written.
  func write(into folder: String, _ console: Console) throws -> [String] {
    var paths: [String] = []
    func write(_ data: Data, _ name: String) throws {
      try AtomicFile.write(data, to: "\(folder)/\(name)", creatingFolders: true)
      paths.append("\(folder)/\(name)")
    }
    for strength in pathways.strengths {
      let picture = PathwayPicture(
        of: pathways, at: strength, scope: highlight.map { .highlighted($0) } ?? .all, classNames: inputs.names)
      let name = "graph-" + String(format: "%.4g", strength)
      try write(Data(picture.svg.utf8), "\(name).svg")
      try write(PNG.encode(picture.rendered()), "\(name).png")
    }
    console.progress("… activation maps")
    if let sheet = try activationSheet() { try write(PNG.encode(sheet.rendered()), "activations.png") }
    for (index, layer) in pathways.layers.enumerated() {
      console.progress("… what the channels of \(layer.name) look for")
      let name = layer.name.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
      try write(PNG.encode(featureSheet(index).rendered()), "channels-\(String(name)).png")
    }
    return paths
  }

  /// The activation maps of an image that most attacks succeed with, under each of these.
  private func activationSheet() throws -> ActivationSheet? {
    let successes = pathways.conditions.indices.filter { pathways.conditions[$0].strength != nil }.map { index in
      (strength: pathways.conditions[index].strength ?? 0, rows: Set(pathways.counts[index].used))
    }
    let rows = successes.reduce(into: Set<Int>()) { $0.formUnion($1.rows) }
    let ranked = rows.sorted { left, right in
      let (a, b) = (successes.count { $0.rows.contains(left) }, successes.count { $0.rows.contains(right) })
      return (-a, left) < (-b, right)
    }
    guard let row = ranked.first else { return nil }
    let shown = successes.filter { $0.rows.contains(row) }.map(\.strength)
    let one = row..<row + 1
    let attacked = try shown.compactMap { strength in
      try attacks.first { $0.strength == strength }?.images.images(one)
    }
    let images = try [inputs.originals.images(one)] + attacked
    let activations = try images.map { try study.activations(of: network, images: $0) }
    let layers = pathways.layers.indices.map { index in
      ActivationSheet.Layer(
        name: pathways.layers[index].name, channels: channels(ofLayer: index),
        maps: activations.map { version in
          let values = version[index].values
          return values.reshaped(to: Shape(Array(values.shape.dimensions.dropFirst())))
        })
    }
    let names = inputs.names
    return ActivationSheet(
      title: "Activations of \(pathways.model) for image \(inputs.index(ofOriginal: row)), “\(names.original)”, "
        + "and attacked so that it is taken for “\(names.target)”",
      versions: ["original"] + shown.map { String(format: "%.4g", $0) }, images: images.map(Image.init(clamping:)),
      layers: layers)
  }

  /// The channels of a layer that are shown: those of each group in turn, the most important first.
  private func channels(ofLayer index: Int) -> [Int] {
    let groups = pathways.groups(ofLayer: index)
    func rank(_ channel: Int) -> Double { pathways.layers[index].importance.map { $0[channel] }.max() ?? 0 }
    let each = PathwayGroup.allCases.map { group in
      groups.filter { $0.value == group }.keys.sorted { (-rank($0), $0) < (-rank($1), $1) }
    }
    let most = each.map(\.count).max() ?? 0
    let turns = (0..<most).flatMap { turn in each.compactMap { turn < $0.count ? $0[turn] : nil } }
    return Array(turns.prefix(Self.channelLimit))
  }

  /// For channels of a layer an image made to excite them, and the originals and targets that excite them most.
  private func featureSheet(_ index: Int) throws -> ContactSheet {
    let (layer, channels) = (pathways.layers[index], channels(ofLayer: index))
    let made = try FeaturePicture().images(of: network, layer: layer.name, channels: channels)
    func strongest(_ images: PathwayImages) throws -> [[ChannelExample]] {
      try ChannelExample.strongest(
        Self.exampleCount / 2, of: channels, layer: layer.name, in: network, images: images)
    }
    let (own, others) = (try strongest(inputs.originals), try strongest(inputs.targets))
    let groups = pathways.groups(ofLayer: index)
    let rows = try channels.enumerated().map { place, channel in
      func entries(_ examples: [ChannelExample], _ images: PathwayImages, _ name: String) throws
        -> [ContactSheet.Entry]
      {
        try examples.map { example in
          let image = Image(clamping: try images.images(example.row..<example.row + 1))
          let patch = image.cropped(
            top: example.rows.lowerBound, left: example.columns.lowerBound, height: example.rows.count,
            width: example.columns.count)
          return ContactSheet.Entry(image: patch, caption: String(format: "%@: %.2f", name, example.activation))
        }
      }
      return ContactSheet.Row(
        name: "channel \(channel)", detail: word(groups[channel]),
        entries: [ContactSheet.Entry(image: Image(clamping: made.rows(place..<place + 1)), caption: "made")]
          + (try entries(own[place], inputs.originals, inputs.names.original))
          + (try entries(others[place], inputs.targets, inputs.names.target)))
    }
    return ContactSheet(
      title: "What channels of \(layer.name) look for in \(pathways.model)", rows: rows,
      footer: "Made: an image that excites the channel. Others: what excites it most in images of each class.")
  }

  private func word(_ group: PathwayGroup?) -> String {
    switch group {
    case .original: "for “\(inputs.names.original)”"
    case .target: "for “\(inputs.names.target)”"
    case .both: "for both"
    case .attack, nil: "under attack"
    }
  }
}
