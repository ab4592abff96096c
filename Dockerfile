# The MCP server, for clients that start their servers in containers: docs/how-to/run-in-a-container.md.
FROM node:20-slim
COPY plugin/bin /opt/backlog/bin
COPY plugin/dist /opt/backlog/dist
COPY plugin/skills /opt/backlog/skills
COPY plugin/LICENSE /opt/backlog/LICENSE
ENV PATH=/opt/backlog/bin:$PATH
ENV BACKLOG_HOME=/home/node/.backlog
USER node
RUN mkdir -p -m 0700 /home/node/.backlog
VOLUME /home/node/.backlog
WORKDIR /work
ENTRYPOINT ["backlog", "mcp"]
