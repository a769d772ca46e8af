extension Shrinker {
  /// As many partners as a part is tried with, so that a pass over many parts stays linear in their number.
  private static let partners = 24

  /// Puts an inner part in the place of an outer one of the same kind: a subtree for its tree.
  mutating func hoistDescendants(_ attempt: Attempt) async {
    var outer = 0
    while mayContinue(), outer < best.spans.count {
      let span = best.spans[outer]
      let inner = descendants(of: span).sorted { $0.range.count < $1.range.count }
      var isReplaced = false
      for part in inner.prefix(Self.partners) where stop == nil && !isReplaced {
        var choices = best.choices
        choices.replaceSubrange(span.range, with: best.choices[part.range])
        isReplaced = await consider(choices, attempt)
      }
      if !isReplaced { outer += 1 }
    }
  }

  /// Exchanges two parts of the same kind wherever they stand, so that the simpler one comes first.
  ///
  /// Siblings are sorted by another pass; here a subtree trades places with one in another branch.
  mutating func exchangeParts(_ attempt: Attempt) async {
    var place = 0
    while mayContinue(), place < best.spans.count {
      let first = best.spans[place]
      guard layout().branched.contains(first.label) else {
        place += 1
        continue
      }
      let later = best.spans[(place + 1)...].filter {
        $0.label == first.label && $0.parent != first.parent && $0.start >= first.end && !$0.range.isEmpty
          && ChoiceNode.precedes(best.nodes[$0.range], best.nodes[first.range])
      }
      var isExchanged = false
      for second in later.prefix(Self.partners) where stop == nil && !isExchanged {
        let choices = best.choices
        let pieces = [
          choices[..<first.start], choices[second.range], choices[first.end..<second.start], choices[first.range],
          choices[second.end...],
        ]
        isExchanged = await consider(Array(pieces.joined()), attempt)
      }
      if !isExchanged { place += 1 }
    }
  }

  /// Rotates two neighbouring parts of the same kind as a search tree is rotated: the first becomes the parent of both.
  ///
  /// With d inside the first part, p d q followed by r becomes d followed by p r q: the same choices in another shape.
  mutating func rotateParts(_ attempt: Attempt) async {
    var place = 0
    while mayContinue(), place < best.spans.count {
      let first = best.spans[place]
      guard layout().nested.contains(first.label) else {
        place += 1
        continue
      }
      let neighbour = best.spans[(place + 1)...].first {
        $0.label == first.label && $0.parent == first.parent && $0.start >= first.end && !$0.range.isEmpty
      }
      var isRotated = false
      if let neighbour {
        for inner in descendants(of: first).prefix(Self.partners) where stop == nil && !isRotated {
          let choices = best.choices
          let pieces = [
            choices[..<first.start], choices[inner.range], choices[first.end..<neighbour.start],
            choices[first.start..<inner.start], choices[neighbour.range], choices[inner.end..<first.end],
            choices[neighbour.end...],
          ]
          isRotated = await consider(Array(pieces.joined()), attempt)
        }
      }
      if !isRotated { place += 1 }
    }
  }

  /// The parts of the same kind inside a part, in the order they were drawn.
  private mutating func descendants(of span: ChoiceSpan) -> [ChoiceSpan] {
    guard layout().nested.contains(span.label) else { return [] }
    return best.spans.filter {
      $0.label == span.label && $0.range != span.range && $0.start >= span.start && $0.end <= span.end
    }
  }
}
