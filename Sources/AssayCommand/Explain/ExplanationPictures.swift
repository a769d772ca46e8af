import AssayBase
import AssayImages
import AssayReport
import AssayTensor

/// The pictures of the first images and their maps, which are kept until all methods are through.
struct ExplanationPictures {
  private let request: PictureArgument
  private let methods: [MethodArgument.Method]
  private let captions: ExplanationCaptions
  private var curves: ExplanationCurves
  private var images: [Image] = []
  private var maps: [[HeatMap]]

  init(_ request: PictureArgument, _ run: ExplainRun, _ examples: ExplainedExamples) {
    self.request = request
    methods = run.methods
    captions = ExplanationCaptions(inputs: run.inputs, examples: examples, target: run.target)
    curves = ExplanationCurves(run, request)
    maps = methods.map { _ in [] }
  }

  /// Keeps what is to be drawn of a piece; pieces come in order, all of the first method before those of the second.
  ///
  /// - Throws: `AssayError` for maps that cannot be shown.
  mutating func collect(_ piece: ExplainRun.Piece) throws {
    try curves.collect(piece)
    guard let piece = piece.before(request.count) else { return }
    for (row, index) in piece.indices.enumerated() {
      if piece.method == 0 { images.append(Image(clamping: piece.images.rows([row]))) }
      do {
        maps[piece.method].append(
          try HeatMap(piece.maps.rows([row]), channels: request.reduction, clipping: request.percentile))
      } catch let error as AssayError {
        throw error.located(at: "\(methods[piece.method].explanation), image \(index)")
      }
    }
  }

  /// Writes all pictures and the page, and returns their paths, the page first.
  ///
  /// - Throws: `AssayError` when the folder cannot be written or the images cannot be drawn.
  func write() throws -> [String] {
    // What a method never gives a negative value for needs no colours for it.
    let maps = maps.map { row in row.contains(where: \.hasNegatives) ? row : row.map(\.unsigned) }
    var sections = [try writeSheet(maps)] + (try curves.write())
    for image in images.indices {
      let pictures = try methods.indices.map { try writePanels(maps[$0][image], method: $0, image: image) }
      sections.append(PicturePage.Section(heading: captions.title(of: image), pictures: pictures))
    }
    let page = PicturePage(title: captions.title, text: captions.footer(request), sections: sections)
    try AtomicFile.write(page.html, to: "\(request.folder)/index.html")
    return (["index.html"] + sections.flatMap { $0.pictures.map(\.file) }).map { "\(request.folder)/\($0)" }
  }

  private func writeSheet(_ maps: [[HeatMap]]) throws -> PicturePage.Section {
    let rows = images.indices.map { image in
      let shown = maps.map { maps in
        let map = maps[image]
        return ContactSheet.Entry(image: Image(map.picture()), caption: Self.limit(of: map))
      }
      return ContactSheet.Row(
        name: captions.name(of: image), detail: captions.detail(of: image),
        entries: [ContactSheet.Entry(image: images[image], caption: "")] + shown)
    }
    var sheet = ContactSheet(title: captions.title, rows: rows, footer: captions.footer(request))
    sheet.columns = ["image"] + methods.map(\.heading)
    sheet.sides = 144...192
    sheet.captionScale = 2
    let shown = maps.compactMap(\.first)
    if shown.contains(where: \.isSigned) {
      sheet.legends.append(
        ColourBar(.diverging, labels: ["− limit", "0", "+ limit"], caption: "against | for").rendered())
    }
    if shown.contains(where: { !$0.isSigned }) {
      sheet.legends.append(ColourBar(.sequential, labels: ["0", "limit / 2", "limit"], caption: "size").rendered())
    }
    try AtomicFile.write(PNG.encode(sheet.rendered()), to: "\(request.folder)/sheet.png", creatingFolders: true)
    return PicturePage.Section(
      heading: "All methods",
      pictures: [PicturePage.Picture(file: "sheet.png", words: "maps of all methods, an image a row")])
  }

  /// Writes image, map and both over each other as one picture.
  private func writePanels(_ map: HeatMap, method: Int, image: Int) throws -> PicturePage.Picture {
    let over = try map.picture(over: images[image], opacity: request.opacity)
    let words = "\(methods[method].explanation) for \(captions.explained(image))"
    var picture = CounterexamplePicture(
      title: "\(captions.title(of: image)): \(words)",
      panels: [
        CounterexamplePicture.Panel(name: "image", picture: try ByteImage(images[image])),
        CounterexamplePicture.Panel(name: "map", picture: map.picture()),
        CounterexamplePicture.Panel(name: "map over image", picture: over),
      ])
    picture.legend =
      ColourBar(map.scale, limit: map.limit, caption: map.isSigned ? "against | for" : "size").rendered()
    let file = "\(captions.fileName(of: image))-\(methods[method].slug).png"
    try AtomicFile.write(PNG.encode(picture.rendered()), to: "\(request.folder)/\(file)")
    return PicturePage.Picture(file: file, words: words)
  }

  private static func limit(of map: HeatMap) -> String { (map.isSigned ? "±" : "to ") + ColourBar.text(map.limit) }
}
